package org.nififer.trainer.optimizer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.network.NetworkParameters;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Five steps on the sum of w^2 + w^3 over all weights, at a learning rate of 0.1 / step, against those of torch 2.15: {@code torch.optim.SGD} with momentum 0.9,
 * {@code torch.optim.AdamW}, {@code clip_grad_norm_} before their step, the parameter groups of timm, the reference SAM, and algorithm 1 of LookSAM written out.
 */
class ReferenceStepsTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(4).patchSize(2).embeddingDimension(2).stages(List.of(1), List.of(1)).windowSize(2)
            .mlpRatio(1).classes(2).build();
    private static final int STEPS = 5;

    private JsonNode expected;
    private NetworkParameters parameters;

    @BeforeEach
    void load() throws IOException {
        try (InputStream stream = ReferenceStepsTest.class.getResourceAsStream("/fixtures/optimizers.json")) {
            expected = new ObjectMapper().readTree(stream);
        }

        parameters = NetworkParameters.of(TINY, name -> FloatBuffer.wrap(values("start", name)));
        parameters.requireGradients();
    }

    private float[] values(final String... path) {
        JsonNode node = expected;
        for (final String name : path) {
            node = node.path(name);
        }

        final float[] values = new float[node.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) node.get(index).asDouble();
        }

        return values;
    }

    @AfterEach
    void close() {
        parameters.close();
    }

    @Test
    void testAdamW() {
        assertSteps("adamw", adamW(DecayedWeights.ALL, 0), 0, 1);
    }

    @Test
    void testAdamWWithOtherBetasAndWeightDecayOfMatricesAlone() {
        assertSteps("adamw_matrices", new AdamW(parameters, 0.8, 0.99, 0.05, DecayedWeights.MATRICES, 0), 0, 1);
    }

    @Test
    void testClippedGradients() {
        assertSteps("adamw_clipped", adamW(DecayedWeights.ALL, 1), 0, 1);
    }

    @Test
    void testSgdClippedAndWithWeightDecayOfMatricesAlone() {
        assertSteps("sgd_matrices_clipped", new Sgd(parameters, 0.9, 0.05, DecayedWeights.MATRICES, 1), 0, 1);
    }

    @Test
    void testShortGradientsAreNotClipped() {
        assertSteps("sgd_not_clipped", new Sgd(parameters, 0.9, 0.05, DecayedWeights.ALL, 100), 0, 1);
    }

    @Test
    void testSamAroundAdamWClipsItsSecondGradient() {
        assertSteps("adamw_sam_clipped", adamW(DecayedWeights.MATRICES, 1), 0.05, 1);
    }

    @Test
    void testLookSamAroundSgd() {
        assertSteps("sgd_looksam", new Sgd(parameters, 0.9, 0, DecayedWeights.ALL, 0), 0.3, 3);
    }

    @Test
    void testLookSamAroundAdamW() {
        assertSteps("adamw_looksam", adamW(DecayedWeights.MATRICES, 0.5), 0.3, 2);
    }

    @Test
    void testAGradientThatIsNoNumberReachesTheWeights() {
        try (Sgd optimizer = new Sgd(parameters, 0.9, 0, DecayedWeights.ALL, 1)) {
            parameters.arrays().get("norm.bias").muli(Float.NaN);
            optimizer.step(this::loss, 0.1);

            assertEquals(Float.NaN, parameters.arrays().get("head.fc.weight").toFloatArray()[0]);
        }
    }

    @Test
    void testWhatItRemembersCanBeTakenOver() {
        final Map<String, float[]> remembered = new HashMap<>();
        try (BaseOptimizer base = adamW(DecayedWeights.MATRICES, 0.5); Sam first = new Sam(base, 0.3, false, 2)) {
            for (int step = 0; step < 3; step++) {
                first.step(this::loss, 0.1 / (step + 1));
            }

            base.state().forEach((name, array) -> remembered.put(name, array.toFloatArray()));
            first.state().forEach((name, array) -> remembered.put(name, array.toFloatArray()));
        }

        assertEquals(3 * parameters.trainable().size(), remembered.size());
        try (BaseOptimizer base = adamW(DecayedWeights.MATRICES, 0.5); Sam second = new Sam(base, 0.3, false, 2)) {
            base.restore(3, name -> FloatBuffer.wrap(remembered.get(name)));
            second.restore(3, name -> FloatBuffer.wrap(remembered.get(name)));
            for (int step = 3; step < STEPS; step++) {
                second.step(this::loss, 0.1 / (step + 1));
            }
        }

        assertWeights("adamw_looksam");
    }

    private AdamW adamW(final DecayedWeights decayed, final double clipNorm) {
        return new AdamW(parameters, 0.9, 0.999, 0.05, decayed, clipNorm);
    }

    private void assertSteps(final String name, final BaseOptimizer base, final double rho, final int interval) {
        try (base; Sam sam = new Sam(base, rho, false, interval)) {
            final Optimizer optimizer = rho == 0 ? base : sam;
            for (int step = 0; step < STEPS; step++) {
                assertEquals(expected.path(name).path("losses").get(step).asDouble(), optimizer.step(this::loss, 0.1 / (step + 1)), 1e-5, "step " + step);
            }
        }

        assertWeights(name);
    }

    private void assertWeights(final String name) {
        parameters.arrays().forEach((parameter, weight) -> assertArrayEquals(values(name, "after", parameter), weight.toFloatArray(), 2e-6f, parameter));
    }

    private double loss() {
        double sum = 0;
        for (final NDArray weight : parameters.trainable().values()) {
            JniUtils.zeroGrad((PtNDArray) weight);
            try (NDManager manager = TorchEngine.newManager(); GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                final NDArray squares = weight.mul(weight);
                squares.attach(manager);
                final NDArray cubes = squares.mul(weight);
                cubes.attach(manager);
                final NDArray values = squares.add(cubes);
                values.attach(manager);
                final NDArray loss = values.sum();
                loss.attach(manager);
                collector.backward(loss);
                sum += loss.getFloat();
            }
        }

        return sum;
    }
}
