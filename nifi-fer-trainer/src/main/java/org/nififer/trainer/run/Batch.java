package org.nififer.trainer.run;

/**
 * Samples that go through the network together.
 *
 * @param size    how many, B
 * @param images  {@code [B, 3, S, S]} RGB, normalised
 * @param targets {@code [B, classes]}, each row a distribution, times the weights of the classes
 */
public record Batch(int size, float[] images, float[] targets) {
}
