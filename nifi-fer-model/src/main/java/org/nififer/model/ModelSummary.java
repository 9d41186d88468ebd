package org.nififer.model;

import org.nififer.network.ComputeDevice;

/**
 * What an open model is, for people.
 *
 * @param kind       swin, swin-se, resnet or onnx
 * @param parameters the number of its weights
 * @param device     where it computes
 * @param precision  of its matrix products, such as bf16
 */
public record ModelSummary(String kind, long parameters, ComputeDevice device, String precision) {
}
