package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.SwinFixture;
import org.nififer.network.TorchEngine;
import org.nififer.trainer.optimizer.Optimizer.GradientFunction;
import org.nififer.trainer.run.Batch;
import org.nififer.trainer.run.BatchGradient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Three steps of each optimizer against torch's SGD and the reference SAM.
 */
class OptimizerTest {

    private static final double TOLERANCE = 1e-4;
    private static final double MOMENTUM = 0.9;

    private SwinFixture fixture;
    private Network network;
    private NetworkParameters parameters;
    private GradientFunction gradient;
    private final List<Double> losses = new ArrayList<>();

    @BeforeEach
    void load() throws IOException {
        fixture = new SwinFixture();
        network = new Network(SwinFixture.configuration(16));
        parameters = fixture.parameters(16);
        try (NDManager manager = TorchEngine.newManager()) {
            gradient = new BatchGradient(network, parameters, Precision.FP32)
                    .of(List.of(new Batch(2, fixture.images(manager).toFloatArray(), fixture.targets(manager).toFloatArray())), 0);
        }
    }

    @AfterEach
    void close() {
        parameters.close();
        network.close();
    }

    @Test
    void testSgdEqualsTorch() {
        try (Optimizer optimizer = sgd(0)) {
            assertThreeSteps("sgd", optimizer);
        }
    }

    @Test
    void testSamEqualsTheReference() {
        try (BaseOptimizer base = sgd(0); Sam optimizer = new Sam(base, 0.05, false, 1)) {
            assertThreeSteps("sam", optimizer);
        }
    }

    @Test
    void testSamWithWeightDecayEqualsTheReference() {
        try (BaseOptimizer base = sgd(5e-4); Sam optimizer = new Sam(base, 0.05, false, 1)) {
            assertThreeSteps("sam_weight_decay", optimizer);
        }
    }

    @Test
    void testGradientNormIsGlobal() {
        loss();

        assertEquals(fixture.expected("grad_global_norm").asDouble(), Gradients.norm(parameters), 1e-3);
    }

    @Test
    void testStepsLeaveNoArraysBehind() {
        try (BaseOptimizer base = sgd(5e-4); Sam optimizer = new Sam(base, 0.05, false, 1)) {
            assertNothingStays(optimizer);
        }

        try (BaseOptimizer base = new AdamW(parameters, 0.9, 0.999, 0.05, DecayedWeights.MATRICES, 1); Sam optimizer = new Sam(base, 0.05, true, 2)) {
            assertNothingStays(optimizer);
        }
    }

    private void assertNothingStays(final Optimizer optimizer) {
        optimizer.step(this::loss, 0.01);
        final NDManager manager = parameters.arrays().get("norm.bias").getManager();
        final int before = manager.getManagedArrays().size();
        final int all = manager.getParentManager().getManagedArrays().size();
        optimizer.step(this::loss, 0.01);
        optimizer.step(this::loss, 0.01);

        assertEquals(before, manager.getManagedArrays().size());
        assertEquals(all, manager.getParentManager().getManagedArrays().size());
    }

    private BaseOptimizer sgd(final double weightDecay) {
        return new Sgd(parameters, MOMENTUM, weightDecay, DecayedWeights.ALL, 0);
    }

    private void assertThreeSteps(final String name, final Optimizer optimizer) {
        final JsonNode steps = fixture.expected(name, "steps");
        for (final JsonNode step : steps) {
            losses.clear();
            final double loss = optimizer.step(this::loss, fixture.expected(name, "lr").asDouble());

            assertClose(step.path("loss").asDouble(), loss, "loss");
            assertEquals(losses.getFirst(), loss);
            if (step.has("perturbed_loss")) {
                assertClose(step.path("perturbed_loss").asDouble(), losses.get(1), "perturbed loss");
            }
        }

        for (final Map.Entry<String, JsonNode> norm : fixture.expected(name, "weight_norms_after").properties()) {
            assertClose(norm.getValue().asDouble(), norm(parameters.arrays().get(norm.getKey()).toFloatArray()), norm.getKey());
        }

        for (final Map.Entry<String, JsonNode> weights : fixture.expected(name, "weights_after").properties()) {
            final float[] expected = fixture.expectedValues(name, "weights_after", weights.getKey());
            final float[] difference = parameters.arrays().get(weights.getKey()).toFloatArray();
            assertEquals(expected.length, difference.length);
            for (int index = 0; index < expected.length; index++) {
                difference[index] -= expected[index];
            }

            assertEquals(0, norm(difference) / norm(expected), TOLERANCE, weights.getKey());
        }
    }

    private double loss() {
        losses.add(gradient.compute());
        return losses.getLast();
    }

    private static void assertClose(final double expected, final double actual, final String message) {
        assertEquals(expected, actual, Math.abs(expected) * TOLERANCE, message);
    }

    private static double norm(final float[] values) {
        double squares = 0;
        for (final float value : values) {
            squares += (double) value * value;
        }

        return Math.sqrt(squares);
    }
}
