package org.nififer.model;

import org.nififer.common.Expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Knows nothing, and remembers how many images it was given at a time.
 */
public final class CountingClassifier extends ExpressionClassifier {

    private final List<Integer> batches = new ArrayList<>();

    /** A classifier of all expressions that reads images of 16 pixels. */
    public CountingClassifier(final int batchLimit) {
        super("counting", Expression.all(), new NetworkInput(16, NetworkInput.Layout.NCHW, ImageColour.RGB, NetworkInput.UNIT_DIVISOR, List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0)),
                OutputKind.LOGITS, 1, new ClassifierSettings(Optional.empty(), Optional.empty(), batchLimit, 0, false));
    }

    /** The images of each batch. */
    public List<Integer> batches() {
        return List.copyOf(batches);
    }

    @Override
    public ModelSummary summary() {
        return new ModelSummary("counting", 0, "cpu", "fp32");
    }

    @Override
    float[] outputs(final float[] images, final int count) {
        batches.add(count);
        return new float[count * expressions().size()];
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
