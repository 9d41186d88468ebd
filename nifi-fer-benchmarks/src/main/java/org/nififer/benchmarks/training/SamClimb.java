package org.nififer.benchmarks.training;

import ai.djl.ndarray.NDArray;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.trainer.optimizer.DecayedWeights;
import org.nififer.trainer.optimizer.Optimizer.GradientFunction;
import org.nififer.trainer.optimizer.Sam;
import org.nififer.trainer.optimizer.Sgd;
import org.nififer.trainer.run.Batch;
import org.nififer.trainer.run.BatchGradient;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Steps of sharpness-aware minimization that are looked at and go nowhere.
 */
final class SamClimb {

    /** So small that no weight in float32 changes. */
    private static final double NO_LEARNING_RATE = 1e-30;

    private final NetworkParameters parameters;
    private final Map<Precision, BatchGradient> gradients = new EnumMap<>(Precision.class);

    SamClimb(final Network network, final NetworkParameters parameters) {
        this.parameters = parameters;
        for (final Precision precision : List.of(Precision.FP32, Precision.BF16)) {
            gradients.put(precision, new BatchGradient(network, parameters, precision));
        }
    }

    /**
     * What was seen in a step.
     *
     * @param climb the loss at the worst point less that at the weights, both in the precision of the second pass
     * @param turn  the gradient at the worst point less that at the weights, both in the precision of the second pass
     * @param moved the part of the weights that have another value in bf16 at the worst point, 0 to 1
     */
    record Step(double climb, float[] turn, double moved) {
    }

    /**
     * One step that leaves the weights as they are.
     *
     * @param first  of the pass that finds the way up
     * @param second of the pass at the worst point
     */
    Step step(final Batch batch, final double rho, final Precision first, final Precision second) {
        final GradientFunction secondPass = gradients.get(second).of(List.of(batch), 0);
        final double lossBefore = secondPass.computeOnTrial();
        final float[] gradientBefore = gradient();
        final float[] weights = weights();
        final double[] lossAbove = new double[1];
        final float[][] above = new float[2][];
        try (Sgd base = new Sgd(parameters, 0, 0, DecayedWeights.ALL, 0); Sam sam = new Sam(base, rho, false, 1)) {
            sam.step(new GradientFunction() {
                @Override
                public double compute() {
                    return gradients.get(first).of(List.of(batch), 0).computeOnTrial();
                }

                @Override
                public double computeOnTrial() {
                    lossAbove[0] = secondPass.computeOnTrial();
                    above[0] = gradient();
                    above[1] = weights();
                    return lossAbove[0];
                }
            }, NO_LEARNING_RATE);
        }

        final float[] turn = above[0];
        int moved = 0;
        for (int index = 0; index < turn.length; index++) {
            turn[index] -= gradientBefore[index];
            moved += bf16(weights[index]) == bf16(above[1][index]) ? 0 : 1;
        }

        return new Step(lossAbove[0] - lossBefore, turn, (double) moved / turn.length);
    }

    /** The upper half of the bits, rounded to the nearest even. */
    private static int bf16(final float value) {
        final int bits = Float.floatToRawIntBits(value);
        return (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
    }

    private float[] weights() {
        return joined(parameters.trainable().values().stream().map(NDArray::toFloatArray).toList());
    }

    private float[] gradient() {
        return joined(parameters.trainable().values().stream().map(weight -> {
            try (NDArray gradient = weight.getGradient()) {
                return gradient.toFloatArray();
            }
        }).toList());
    }

    private static float[] joined(final List<float[]> parts) {
        final float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int position = 0;
        for (final float[] part : parts) {
            System.arraycopy(part, 0, all, position, part.length);
            position += part.length;
        }

        return all;
    }

    /** The cosine of the angle between two vectors. */
    static double cosine(final float[] first, final float[] second) {
        double product = 0;
        for (int index = 0; index < first.length; index++) {
            product += (double) first[index] * second[index];
        }

        return product / (norm(first) * norm(second));
    }

    /** The Euclidean norm. */
    static double norm(final float[] vector) {
        double squares = 0;
        for (final float value : vector) {
            squares += (double) value * value;
        }

        return Math.sqrt(squares);
    }
}
