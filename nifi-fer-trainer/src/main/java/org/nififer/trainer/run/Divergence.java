package org.nififer.trainer.run;

import ai.djl.ndarray.NDArray;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.network.NetworkParameters;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Watches losses and weights, and says what happened where they stop being numbers.
 */
final class Divergence {

    private static final int REMEMBERED = 5;

    private final NetworkParameters parameters;
    private final Deque<Double> losses = new ArrayDeque<>();

    Divergence(final NetworkParameters parameters) {
        this.parameters = parameters;
    }

    /**
     * Looks at the loss of a step.
     *
     * @param seen the samples of the epoch before the step
     * @throws InvalidInputException where it is not finite: what was seen before it, and what may help
     */
    void require(final double loss, final int epoch, final int seen, final double learningRate) throws InvalidInputException {
        if (!Double.isFinite(loss)) {
            throw diverged(String.format(Locale.ROOT, "The loss became %s in epoch %d after %d samples", loss, epoch, seen), learningRate);
        }

        if (losses.size() == REMEMBERED) {
            losses.removeFirst();
        }

        losses.addLast(loss);
    }

    /**
     * Looks at the weights at the end of an epoch, before anything remembers them.
     *
     * @throws InvalidInputException where one of them is not finite
     */
    void requireFiniteWeights(final int epoch, final double learningRate) throws InvalidInputException {
        if (!notFinite().isEmpty()) {
            throw diverged(String.format(Locale.ROOT, "The last step of epoch %d left weights that are no numbers", epoch), learningRate);
        }
    }

    private InvalidInputException diverged(final String what, final double learningRate) {
        final String broken = notFinite();
        return new InvalidInputException(Code.TRAINING_FAILED,
                String.format(Locale.ROOT, "%s. The losses before were %s; %s. Most often steps are too long: a learning rate below %s, a warm-up "
                + "or clipped gradients may help", what,
                losses.isEmpty() ? "none" : losses.stream().map(loss -> String.format(Locale.ROOT, "%.4g", loss)).collect(Collectors.joining(", ")),
                broken.isEmpty() ? "all weights are numbers" : String.format(Locale.ROOT, "weights that are no numbers are in %s", broken), learningRate));
    }

    /** The first parameter with a weight that is not finite, and how many others there are; empty where all are finite. */
    private String notFinite() {
        String first = "";
        int others = 0;
        for (final Map.Entry<String, NDArray> weight : parameters.arrays().entrySet()) {
            // A sum is finite only where every value is.
            try (NDArray sum = weight.getValue().sum()) {
                if (!Float.isFinite(sum.getFloat())) {
                    others += first.isEmpty() ? 0 : 1;
                    first = first.isEmpty() ? weight.getKey() : first;
                }
            }
        }

        return others == 0 ? first : String.format(Locale.ROOT, "%s and %d others", first, others);
    }
}
