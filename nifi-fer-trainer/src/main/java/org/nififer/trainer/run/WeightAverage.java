package org.nififer.trainer.run;

import ai.djl.ndarray.NDArray;
import org.nififer.network.NetworkParameters;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.Function;

/**
 * The exponential moving average of weights over the steps: {@code average = d * average + (1 - d) * weight} after each step, where d is the
 * decay, but after n steps at most (1 + n) / (10 + n), so that short runs do not remember their random start (as TensorFlow's
 * {@code ExponentialMovingAverage} with {@code num_updates}). Running statistics of batch normalisation are averaged alike (as timm's {@code ModelEma}).
 */
final class WeightAverage implements AutoCloseable {

    private final NetworkParameters average;
    private final double decay;
    private long steps;

    /**
     * An average.
     *
     * @param values what it begins with, for each name of the configuration
     * @param steps  that are in it already
     */
    WeightAverage(final NetworkParameters weights, final Function<String, FloatBuffer> values, final double decay, final long steps) {
        this.average = NetworkParameters.of(weights.configuration(), values);
        this.decay = decay;
        this.steps = steps;
    }

    /** Takes the weights after a step in. */
    void add(final NetworkParameters weights) {
        steps++;
        final double part = 1 - Math.min(decay, (1.0 + steps) / (10.0 + steps));
        for (final Map.Entry<String, NDArray> mean : average.arrays().entrySet()) {
            try (NDArray difference = weights.arrays().get(mean.getKey()).sub(mean.getValue())) {
                mean.getValue().addi(difference.muli(part));
            }
        }
    }

    /** The averaged weights, owned by this object. */
    NetworkParameters weights() {
        return average;
    }

    @Override
    public void close() {
        average.close();
    }
}
