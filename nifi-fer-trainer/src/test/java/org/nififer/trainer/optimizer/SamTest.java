package org.nififer.trainer.optimizer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;
import org.nififer.network.NetworkParameters;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Steps on the sum of the squares of all weights, whose gradient is 2 w, against the formulas worked out by hand.
 */
class SamTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(8).patchSize(2).embeddingDimension(4).stages(List.of(1, 1), List.of(1, 1)).windowSize(2)
            .mlpRatio(2).classes(3).seReduction(2).build();
    private static final double RATE = 0.1;
    private static final double RHO = 0.7;

    @Test
    void testSamOnAQuadratic() {
        // Climbs by rho * w / ||w||, and descends along 2 (w + rho * w / ||w||).
        assertStep(false, 0, (weight, norm) -> weight - RATE * 2 * (weight + RHO * weight / norm), weight -> weight * weight);
    }

    @Test
    void testAdaptiveSamOnAQuadratic() {
        // Climbs by rho * w^2 * 2 w / ||w * 2 w||.
        assertStep(true, 0, (weight, norm) -> weight - RATE * 2 * (weight + RHO * weight * weight * weight / norm), weight -> Math.pow(weight, 4));
    }

    @Test
    void testFrozenStagesNeitherMoveNorCountInTheNorm() {
        assertStep(false, 1, (weight, norm) -> weight - RATE * 2 * (weight + RHO * weight / norm), weight -> weight * weight);
        assertStep(true, 2, (weight, norm) -> weight - RATE * 2 * (weight + RHO * weight * weight * weight / norm), weight -> Math.pow(weight, 4));
    }

    private interface Step {

        double of(double weight, double norm);
    }

    private static void assertStep(final boolean adaptive, final int frozenStages, final Step step, final DoubleUnaryOperator square) {
        try (NetworkParameters parameters = NetworkParameters.random(TINY, 3); BaseOptimizer base = new Sgd(parameters, 0, 0, DecayedWeights.ALL, 0);
             Sam optimizer = new Sam(base, RHO, adaptive, 1)) {
            parameters.freezeStages(frozenStages);
            parameters.requireGradients();
            final Map<String, float[]> before = new HashMap<>();
            double squares = 0;
            for (final Map.Entry<String, NDArray> weight : parameters.arrays().entrySet()) {
                before.put(weight.getKey(), weight.getValue().toFloatArray());
                if (parameters.trainable().containsKey(weight.getKey())) {
                    for (final float value : before.get(weight.getKey())) {
                        squares += square.applyAsDouble(value);
                    }
                }
            }

            optimizer.step(() -> sumOfSquares(parameters), RATE);
            final double norm = Math.sqrt(squares);
            int moved = 0;
            for (final Map.Entry<String, NDArray> weight : parameters.arrays().entrySet()) {
                final float[] expected = before.get(weight.getKey());
                if (parameters.trainable().containsKey(weight.getKey())) {
                    moved++;
                    for (int index = 0; index < expected.length; index++) {
                        expected[index] = (float) step.of(expected[index], norm);
                    }
                }

                assertArrayEquals(expected, weight.getValue().toFloatArray(), 1e-5f, weight.getKey());
            }

            assertEquals(parameters.trainable().size(), moved);
            assertEquals(frozenStages == 0, moved == parameters.arrays().size());
        }
    }

    private static double sumOfSquares(final NetworkParameters parameters) {
        parameters.trainable().values().forEach(weight -> JniUtils.zeroGrad((PtNDArray) weight));
        double sum = 0;
        for (final NDArray weight : parameters.trainable().values()) {
            try (NDManager manager = TorchEngine.newManager(); GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                final NDArray squares = weight.mul(weight);
                squares.attach(manager);
                final NDArray loss = squares.sum();
                loss.attach(manager);
                collector.backward(loss);
                sum += loss.getFloat();
            }
        }

        return sum;
    }
}
