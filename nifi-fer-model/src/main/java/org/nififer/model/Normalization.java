package org.nififer.model;

import org.nififer.common.Labelled;

import java.util.List;

/**
 * What images are normalised by before a network sees them, for each channel (R, G, B) of values from 0 to 1.
 */
public enum Normalization implements Labelled {
    /** Mean and standard deviation 0.5, as in the paper: values from -1 to 1. */
    HALF(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5), "Mean and standard deviation 0.5, as in the paper"),
    /** The statistics of ImageNet, which timm, torchvision and the authors of Swin train with. */
    IMAGENET(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225), "Mean and standard deviation of ImageNet, as published weights were trained");

    private final List<Double> mean;
    private final List<Double> std;
    private final String description;

    Normalization(final List<Double> mean, final List<Double> std, final String description) {
        this.mean = mean;
        this.std = std;
        this.description = description;
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
