package org.nififer.model;

import java.util.Optional;

/**
 * What a model says about one face image, and the features behind it.
 *
 * @param classification the answer; empty where the model gives no numbers
 * @param pooled         the squeezed features {@code [C]}, before squeeze-and-excitation; empty where the model does not tell them
 * @param gated          the same after the excitation {@code [C]}; equal to pooled in a model without it
 */
public record FeaturedClassification(Optional<Classification> classification, float[] pooled, float[] gated) {
}
