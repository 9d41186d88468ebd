package org.nififer.trainer.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.junit.jupiter.api.Test;
import org.nififer.network.Network;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

class BatchGradientTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(8).patchSize(2).embeddingDimension(4).stages(List.of(1), List.of(1)).windowSize(2)
            .mlpRatio(2).classes(3).seReduction(2).build();
    private static final ResNetConfiguration RESNET = new ResNetConfiguration(12, 4, List.of(1, 1), 0, 3);
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
            final double loss = gradient.of(List.of(new Batch(5, images, targets)), 0).compute();
            final Map<String, float[]> whole = gradients(parameters);
            final double accumulated = gradient.of(parts, 0).compute();

            assertEquals(loss, accumulated, 1e-6);
            gradients(parameters).forEach((name, values) -> assertArrayEquals(whole.get(name), values, 1e-6f, name));
        }
    }

    /** As much is added to the logits as to the bias of the head; the gradients are those of the loss with it. */
    @Test
    void testTheLossOfAdjustedLogitsIsThatOfAMovedBias() {
        final SplittableRandom random = new SplittableRandom(5);
        final float[] adjustment = {-0.1f, -2, -3.5f};
        for (final NetworkConfiguration configuration : List.of(TINY, RESNET)) {
            final int side = configuration.imageSize();
            final List<Batch> batches = List.of(new Batch(2, noise(2 * 3 * side * side, random), new float[]{0.5f, 0.5f, 0, 0, 0, 1}));
            try (Network network = new Network(configuration); NetworkParameters plain = NetworkParameters.random(configuration, 1);
                 NetworkParameters moved = NetworkParameters.random(configuration, 1)) {
                final double adjusted = new BatchGradient(network, plain, Precision.FP32, adjustment).of(batches, 0).compute();
                final String bias = configuration == TINY ? "head.fc.bias" : "fc.bias";
                try (NDManager manager = TorchEngine.newManager()) {
                    TorchEngine.prepareThread();
                    moved.trainable().get(bias).addi(manager.create(adjustment));
                }

                assertEquals(new BatchGradient(network, moved, Precision.FP32).of(batches, 0).compute(), adjusted, 1e-6);
                final Map<String, float[]> expected = gradients(moved);
                gradients(plain).forEach((name, values) -> assertArrayEquals(expected.get(name), values, 1e-6f, name));
            }
        }
    }

    /** Each batch moves the statistics by itself, whether or not a step waits for more; a trial moves nothing, and has the same gradient. */
    @Test
    void testRunningStatisticsFollowEachBatchButNoTrial() {
        final SplittableRandom random = new SplittableRandom(1);
        final Batch first = new Batch(2, noise(2 * 3 * 12 * 12, random), new float[]{1, 0, 0, 0, 1, 0});
        final Batch second = new Batch(3, noise(3 * 3 * 12 * 12, random), new float[]{1, 0, 0, 0, 1, 0, 0, 0, 1});
        try (Network network = new Network(RESNET); NetworkParameters together = NetworkParameters.random(RESNET, 1);
             NetworkParameters apart = NetworkParameters.random(RESNET, 1)) {
            final Map<String, float[]> before = statistics(together);
            final BatchGradient gradient = new BatchGradient(network, together, Precision.FP32);
            final double trial = gradient.of(List.of(first, second), 0).computeOnTrial();
            final Map<String, float[]> trialGradients = gradients(together);
            before.forEach((name, values) -> assertArrayEquals(values, statistics(together).get(name), name));

            assertEquals(trial, gradient.of(List.of(first, second), 0).compute());
            gradients(together).forEach((name, values) -> assertArrayEquals(trialGradients.get(name), values, name));
            final BatchGradient single = new BatchGradient(network, apart, Precision.FP32);
            single.of(List.of(first), 0).compute();
            single.of(List.of(second), 0).compute();
            statistics(together).forEach((name, values) -> {
                assertArrayEquals(statistics(apart).get(name), values, name);
                assertFalse(Arrays.equals(before.get(name), values), name);
            });
        }
    }

    /** Half of the blocks is left out: a climb has to be one on the loss that was looked at, in each of the batches that make a step. */
    @Test
    void testPassesOfAStepLeaveOutTheSameBlocks() {
        final SwinConfiguration deep = SwinConfiguration.builder().imageSize(8).patchSize(2).embeddingDimension(4).stages(List.of(4), List.of(1)).windowSize(2).mlpRatio(2)
                .dropPathRate(0.5).classes(3).seReduction(2).build();
        final SplittableRandom random = new SplittableRandom(1);
        final List<Batch> batches = List.of(new Batch(4, noise(4 * IMAGE, random), targets(4)), new Batch(3, noise(3 * IMAGE, random), targets(3)));
        try (Network network = new Network(deep); NetworkParameters parameters = NetworkParameters.random(deep, 1)) {
            final BatchGradient gradient = new BatchGradient(network, parameters, Precision.FP32);
            final double loss = gradient.of(batches, 5).compute();
            final Map<String, float[]> gradients = gradients(parameters);

            assertEquals(loss, gradient.of(batches, 5).computeOnTrial());
            gradients(parameters).forEach((name, values) -> assertArrayEquals(gradients.get(name), values, name));
            assertNotEquals(loss, gradient.of(batches, 6).compute());
        }
    }

    @Test
    void testCountsWhatThePassBeforeTheStepGotRight() {
        final SplittableRandom random = new SplittableRandom(1);
        final Batch first = new Batch(6, noise(6 * IMAGE, random), targets(6));
        // The highest of a soft target counts.
        final Batch second = new Batch(1, noise(IMAGE, random), new float[]{0.3f, 0.3f, 0.4f});
        try (Network network = new Network(TINY); NetworkParameters parameters = NetworkParameters.random(TINY, 1); NDManager manager = TorchEngine.newManager()) {
            final BatchGradient gradient = new BatchGradient(network, parameters, Precision.FP32);
            // Only the first expression is ever answered.
            parameters.arrays().get("head.fc.bias").set(new NDIndex(":"), manager.create(new float[]{100, 0, 0}));
            gradient.of(List.of(first, second), 0).compute();
            assertEquals(2, gradient.correct());

            parameters.arrays().get("head.fc.bias").set(new NDIndex(":"), manager.create(new float[]{0, 0, 100}));
            gradient.of(List.of(first, second), 0).computeOnTrial();
            assertEquals(2, gradient.correct());
            gradient.of(List.of(first, second), 0).compute();
            assertEquals(3, gradient.correct());
        }
    }

    private static float[] targets(final int samples) {
        final float[] targets = new float[samples * 3];
        for (int sample = 0; sample < samples; sample++) {
            targets[sample * 3 + sample % 3] = 1;
        }

        return targets;
    }

    private static float[] noise(final int length, final SplittableRandom random) {
        final float[] values = new float[length];
        for (int index = 0; index < length; index++) {
            values[index] = (float) random.nextGaussian();
        }

        return values;
    }

    private static Map<String, float[]> statistics(final NetworkParameters parameters) {
        final Map<String, float[]> statistics = new HashMap<>();
        parameters.configuration().statisticShapes().keySet().forEach(name -> statistics.put(name, parameters.arrays().get(name).toFloatArray()));
        return statistics;
    }

    private static Map<String, float[]> gradients(final NetworkParameters parameters) {
        final Map<String, float[]> gradients = new HashMap<>();
        parameters.trainable().forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                gradients.put(name, gradient.toFloatArray());
            }
        });
        return gradients;
    }
}
