package org.nififer.weights;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/**
 * Whose names the tensors of a file have. The values are the same: all of these networks compute alike.
 */
public enum WeightFormat {
    /** A model of this project, which describes itself. */
    NIFI_FER,
    /** {@code layers.1.downsample...}, {@code head.fc...}: patch merging is at the start of a stage. */
    TIMM,
    /** {@code features.1.0...}, {@code head...}: stages and patch merging are numbered through. Or a ResNet, {@code layer1.0...}, {@code fc...}, which timm names alike. */
    TORCHVISION,
    /** {@code layers.0.downsample...}, {@code head...}: patch merging is at the end of a stage. The authors' own code, and timm before 0.9. */
    MICROSOFT;

    /** The name in files and reports: lower case. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
