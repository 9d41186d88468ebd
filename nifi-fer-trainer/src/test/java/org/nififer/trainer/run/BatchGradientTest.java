package org.nififer.trainer.run;

import ai.djl.ndarray.NDArray;
import org.junit.jupiter.api.Test;
import org.nififer.core.network.Network;
import org.nififer.core.network.NetworkParameters;
import org.nififer.core.network.Precision;
import org.nififer.core.network.SwinConfiguration;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class BatchGradientTest {

    private static final SwinConfiguration TINY = new SwinConfiguration(8, 2, 4, List.of(1), List.of(1), 2, 2, 0, 3, 2);
    private static final int IMAGE = 3 * 8 * 8;

    @Test
    void testBatchesOfUnequalSizesGiveTheGradientOfAllTheirSamples() {
        final SplittableRandom random = new SplittableRandom(1);
        final float[] images = new float[5 * IMAGE];
        final float[] targets = new float[5 * 3];
        for (int index = 0; index < images.length; index++) {
            images[index] = (float) random.nextDouble(-1, 1);
        }

        for (int sample = 0; sample < 5; sample++) {
            targets[sample * 3 + sample % 3] = 1;
        }

        final List<Batch> parts = List.of(new Batch(2, Arrays.copyOf(images, 2 * IMAGE), Arrays.copyOf(targets, 6)),
                new Batch(3, Arrays.copyOfRange(images, 2 * IMAGE, 5 * IMAGE), Arrays.copyOfRange(targets, 6, 15)));
        try (Network network = new Network(TINY); NetworkParameters parameters = NetworkParameters.random(TINY, 1)) {
            final BatchGradient gradient = new BatchGradient(network, parameters, Precision.FP32);
            final double loss = gradient.of(List.of(new Batch(5, images, targets))).compute();
            final Map<String, float[]> whole = gradients(parameters);
            final double accumulated = gradient.of(parts).compute();

            assertEquals(loss, accumulated, 1e-6);
            gradients(parameters).forEach((name, values) -> assertArrayEquals(whole.get(name), values, 1e-6f, name));
        }
    }

    private static Map<String, float[]> gradients(final NetworkParameters parameters) {
        final Map<String, float[]> gradients = new HashMap<>();
        parameters.arrays().forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                gradients.put(name, gradient.toFloatArray());
            }
        });
        return gradients;
    }
}
