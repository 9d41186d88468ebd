package org.nififer.model;

/**
 * What an open model is, for people.
 *
 * @param kind       swin, swin-se, resnet or onnx
 * @param parameters the number of its weights
 * @param device     where it computes: cpu, gpu:0 and so on
 * @param precision  of its matrix products, such as bf16
 */
public record ModelSummary(String kind, long parameters, String device, String precision) {
}
