package org.nififer.trainer.landscape;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.nififer.network.NetworkParameters;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random directions in the space of the weights, filter-normalised (Li et al., 2018): each filter of a direction is as long as that of the model, so that models whose weights
 * differ in scale can be compared. A filter is what leads to one output of a linear or convolutional layer. Biases, norms with their running statistics and the tables of
 * position biases stay as they are.
 */
final class Direction {

    private Direction() {
    }

    /**
     * A direction of its own for each seed.
     *
     * @param manager owns the arrays, which have the shapes of the weights
     */
    static Map<String, NDArray> random(final NetworkParameters parameters, final NDManager manager, final SplittableRandom random) {
        final Map<String, NDArray> direction = new LinkedHashMap<>();
        parameters.configuration().parameterShapes().forEach((name, shape) -> {
            if (shape.length > 1 && !name.endsWith("_table")) {
                direction.put(name, manager.create(filters(parameters.values(name).asFloatBuffer(), (int) shape[0], random), new Shape(shape)));
            }
        });
        return direction;
    }

    /** Gaussian filters, each with the norm of the weights at its place. */
    static float[] filters(final FloatBuffer weights, final int filters, final SplittableRandom random) {
        final float[] values = new float[weights.remaining()];
        final int length = values.length / filters;
        for (int filter = 0; filter < filters; filter++) {
            double weightSquares = 0;
            double valueSquares = 0;
            for (int index = filter * length; index < (filter + 1) * length; index++) {
                values[index] = (float) random.nextGaussian();
                valueSquares += (double) values[index] * values[index];
                weightSquares += (double) weights.get(index) * weights.get(index);
            }

            final double scale = Math.sqrt(weightSquares / valueSquares);
            for (int index = filter * length; index < (filter + 1) * length; index++) {
                values[index] *= (float) scale;
            }
        }

        return values;
    }
}
