package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WeightAverageTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(8).patchSize(2).embeddingDimension(4).stages(List.of(1), List.of(1)).windowSize(2)
            .mlpRatio(2).classes(2).build();

    @Test
    void testFollowsTheFormula() {
        // The decay is at most 2 / 11, 3 / 12, 4 / 13 after the first three steps, then 0.3.
        double expected = 1;
        try (NetworkParameters start = constant(1); WeightAverage average = new WeightAverage(start, name -> start.values(name).asFloatBuffer(), 0.3, 0)) {
            for (int step = 1; step <= 5; step++) {
                try (NetworkParameters weights = constant(10 * step)) {
                    average.add(weights);
                }

                final double decay = Math.min(0.3, (1.0 + step) / (10.0 + step));
                expected = decay * expected + (1 - decay) * 10 * step;
                for (final float value : average.weights().arrays().get("head.fc.weight").toFloatArray()) {
                    assertEquals(expected, value, 1e-4);
                }
            }

            assertEquals(1, start.arrays().get("head.fc.weight").toFloatArray()[0]);
        }
    }

    /** What is left of the start after n steps is the product of (1 + k) / (10 + k), 10! (n + 1)! / (n + 10)!, as long as the decay is above each factor. */
    @Test
    void testShortRunsForgetTheirStart() {
        try (NetworkParameters start = constant(1); NetworkParameters weights = constant(0); WeightAverage average = new WeightAverage(start,
                name -> start.values(name).asFloatBuffer(), 0.998, 0)) {
            double left = 1;
            for (int step = 1; step <= 50; step++) {
                average.add(weights);
                left *= (1.0 + step) / (10.0 + step);
                if (step == 10) {
                    assertEquals(5.953798523457967e-05, left, 1e-15);
                    assertEquals(left, average.weights().arrays().get("norm.bias").toFloatArray()[0], 1e-9);
                }
            }

            assertEquals(left, average.weights().arrays().get("norm.bias").toFloatArray()[0], 1e-13);
        }
    }

    @Test
    void testGoesOnAfterSteps() {
        try (NetworkParameters start = constant(0); NetworkParameters weights = constant(1); WeightAverage average = new WeightAverage(start,
                name -> start.values(name).asFloatBuffer(), 0.9, 1_000_000)) {
            average.add(weights);

            assertEquals(0.1, average.weights().arrays().get("norm.bias").toFloatArray()[0], 1e-6);
        }
    }

    @Test
    void testRunningStatisticsAreAveragedToo() {
        final ResNetConfiguration configuration = new ResNetConfiguration(8, 4, List.of(1), 0, 2);
        try (NetworkParameters start = constant(configuration, 1); NetworkParameters weights = constant(configuration, 3);
             WeightAverage average = new WeightAverage(start, name -> start.values(name).asFloatBuffer(), 0.9, 1_000_000)) {
            average.add(weights);

            assertEquals(1.2, average.weights().arrays().get("layer1.0.bn2.running_var").toFloatArray()[0], 1e-6);
        }
    }

    private static NetworkParameters constant(final float value) {
        return constant(TINY, value);
    }

    private static NetworkParameters constant(final NetworkConfiguration configuration, final float value) {
        final Map<String, long[]> shapes = configuration.tensorShapes();
        return NetworkParameters.of(configuration, name -> {
            final float[] values = new float[(int) Arrays.stream(shapes.get(name)).reduce(1, Math::multiplyExact)];
            Arrays.fill(values, value);
            return FloatBuffer.wrap(values);
        });
    }
}
