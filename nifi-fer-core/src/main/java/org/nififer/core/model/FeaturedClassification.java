package org.nififer.core.model;

import org.nififer.core.Expression;
import org.nififer.core.network.SwinNetwork;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a model says about one face image, and the features behind it.
 *
 * @param classification the answer
 * @param pooled         the squeezed features {@code [C]}, before squeeze-and-excitation
 * @param gated          the same after the excitation {@code [C]}; equal to pooled in a model without it
 */
public record FeaturedClassification(Classification classification, float[] pooled, float[] gated) {

    static List<FeaturedClassification> of(final List<Expression> labels, final SwinNetwork.Output output, final int rows) {
        final float[] logits = output.logits().toFloatArray();
        final float[] pooled = output.pooled().toFloatArray();
        final float[] gated = output.gated().toFloatArray();
        final int channels = pooled.length / rows;
        final List<FeaturedClassification> classifications = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            classifications.add(new FeaturedClassification(Classification.of(labels, logits, row),
                    Arrays.copyOfRange(pooled, row * channels, (row + 1) * channels), Arrays.copyOfRange(gated, row * channels, (row + 1) * channels)));
        }

        return classifications;
    }
}
