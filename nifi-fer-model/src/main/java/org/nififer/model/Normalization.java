package org.nififer.model;

import java.util.List;

/**
 * What images are normalised by before a network sees them, for each channel (R, G, B) of values from 0 to 1.
 */
public enum Normalization {
    /** Mean and standard deviation 0.5, as in the paper: values from -1 to 1. */
    HALF("half", List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5), "Mean and standard deviation 0.5, as in the paper"),
    /** The statistics of ImageNet, which timm, torchvision and the authors of Swin train with. */
    IMAGENET("imagenet", List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225), "Mean and standard deviation of ImageNet, as published weights were trained");

    private final String label;
    private final List<Double> mean;
    private final List<Double> std;
    private final String description;

    Normalization(final String label, final List<Double> mean, final List<Double> std, final String description) {
        this.label = label;
        this.mean = mean;
        this.std = std;
        this.description = description;
    }

    /** The name on the command line and in properties. */
    public String label() {
        return label;
    }

    /** Subtracted from each channel. */
    public List<Double> mean() {
        return mean;
    }

    /** What the difference is divided by. */
    public List<Double> std() {
        return std;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }
}
