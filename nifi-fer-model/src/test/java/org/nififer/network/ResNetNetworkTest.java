package org.nififer.network;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResNetNetworkTest {

    /** Sides of 18, 9, 5 and 3: each way of rounding up. */
    private static final ResNetConfiguration TINY = new ResNetConfiguration(18, 4, List.of(2, 1), 0, 5);
    private static final int BATCH = 3;
    private static final int INFERENCE = 2;
    private static final double STEP = 1e-6;
    /** Of bfloat16, whose unit roundoff is 2^-8: each of the 12 convolutions may round by it values that batch normalisation keeps at about 1. */
    private static final double BF16_TOLERANCE = 12 * Math.scalb(1, -8);

    private final Map<String, double[]> weights = new LinkedHashMap<>();
    private final double[][][][] images = new double[BATCH][3][18][18];
    private final double[][] targets = {{1, 0, 0, 0, 0}, {0, 0.7, 0, 0.3, 0}, {0.2, 0.2, 0.2, 0.2, 0.2}};
    private NDManager manager;
    private Network network;

    @BeforeEach
    void draw() {
        final SplittableRandom random = new SplittableRandom(3);
        TINY.tensorShapes().forEach((name, shape) -> weights.put(name, IntStream.range(0, (int) Arrays.stream(shape).reduce(1, Math::multiplyExact))
                .mapToDouble(index -> (float) value(name, shape, random)).toArray()));
        for (final double[][][] image : images) {
            for (final double[][] channel : image) {
                for (final double[] row : channel) {
                    Arrays.setAll(row, column -> (float) random.nextDouble(-1, 1));
                }
            }
        }

        manager = TorchEngine.newManager();
        network = new Network(TINY);
    }

    private static double value(final String name, final long[] shape, final SplittableRandom random) {
        if (shape.length > 1) {
            return random.nextGaussian() / Math.sqrt(Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact));
        }

        return name.endsWith(".running_var") || name.endsWith(".weight") ? random.nextDouble(0.5, 1.5) : random.nextDouble(-0.5, 0.5);
    }

    @AfterEach
    void close() {
        network.close();
        manager.close();
    }

    @Test
    void testForwardEqualsTheDefinition() {
        try (NetworkParameters parameters = parameters(); PreparedParameters prepared = network.prepare(parameters, Precision.FP32)) {
            final Network.Output output = network.forward(imageArray(), prepared);

            final ResNetReference reference = new ResNetReference(TINY, weights, INFERENCE);
            assertArrayEquals(flat(reference.logits(images)), doubles(output.logits()), 1e-5);
            assertArrayEquals(flat(reference.pooled(images)), doubles(output.pooled()), 1e-5);
            assertArrayEquals(output.pooled().toFloatArray(), output.gated().toFloatArray());
            assertUnchanged(parameters, 0);
        }
    }

    @Test
    void testLossAndRunningStatisticsEqualTheDefinition() {
        try (NetworkParameters parameters = parameters()) {
            final ResNetReference reference = new ResNetReference(TINY, weights, -1);
            assertEquals(reference.loss(images, targets), backward(parameters, Precision.FP32, 0, Network.RunningStatistics.FOLLOW), 1e-5);
            assertEquals(TINY.statisticShapes().keySet(), reference.statistics().keySet());
            reference.statistics().forEach((name, expected) -> assertArrayEquals(expected, doubles(parameters.arrays().get(name)), 1e-5, name));
        }
    }

    /** Three values of each parameter, by a difference of two losses of the definition. */
    @Test
    void testGradientsEqualFiniteDifferences() {
        try (NetworkParameters parameters = parameters()) {
            backward(parameters, Precision.FP32, 0, Network.RunningStatistics.FOLLOW);
            gradients(parameters).forEach((name, gradient) -> {
                for (int index = 0; index < gradient.length; index += Math.max(1, gradient.length / 3)) {
                    final double expected = (lossWith(name, index, STEP) - lossWith(name, index, -STEP)) / (2 * STEP);
                    assertEquals(expected, gradient[index], 1e-4 * Math.max(0.1, Math.abs(expected)), String.format(Locale.ROOT, "%s[%d]", name, index));
                }
            });
        }
    }

    private double lossWith(final String name, final int index, final double step) {
        final Map<String, double[]> moved = new HashMap<>(weights);
        moved.put(name, weights.get(name).clone());
        moved.get(name)[index] += step;
        return new ResNetReference(TINY, moved, -1).loss(images, targets);
    }

    /** As the second pass of SAM needs it: the same loss, and nothing observed. */
    @Test
    void testStatisticsThatStay() {
        try (NetworkParameters parameters = parameters()) {
            final float loss = backward(parameters, Precision.FP32, 0, Network.RunningStatistics.STAY);

            assertUnchanged(parameters, 0);
            assertEquals(loss, backward(parameters, Precision.FP32, 0, Network.RunningStatistics.FOLLOW));
        }
    }

    @Test
    void testFrozenLayersUseTheirStatisticsAndKeepThem() {
        try (NetworkParameters parameters = parameters()) {
            parameters.freezeStages(1);
            final ResNetReference reference = new ResNetReference(TINY, weights, 1);
            assertEquals(reference.loss(images, targets), backward(parameters, Precision.FP32, 0, Network.RunningStatistics.FOLLOW), 1e-5);
            assertUnchanged(parameters, 1);
            reference.statistics().forEach((name, expected) -> assertArrayEquals(expected, doubles(parameters.arrays().get(name)), 1e-5, name));
            assertTrue(parameters.trainable().keySet().stream().allMatch(name -> name.startsWith("layer2.") || name.startsWith("fc.")));
        }

        // A layer that was frozen in one pass trains in the next: nothing of it is compiled into the program.
        try (NetworkParameters parameters = parameters()) {
            assertEquals(new ResNetReference(TINY, weights, -1).loss(images, targets), backward(parameters, Precision.FP32, 0, Network.RunningStatistics.FOLLOW), 1e-5);
        }
    }

    /** Without gradients nothing trains: a loss on its own is that of inference, as landscapes need it. */
    @Test
    void testLossWithoutGradients() {
        try (NetworkParameters parameters = parameters()) {
            final float loss = network.loss(imageArray(), targetArray(), 0, Precision.FP32, Network.RunningStatistics.STAY, parameters).loss().getFloat();

            assertEquals(new ResNetReference(TINY, weights, INFERENCE).loss(images, targets), loss, 1e-5);
            assertUnchanged(parameters, 0);
        }
    }

    @Test
    void testMixedPrecisionIsClose() {
        try (NetworkParameters parameters = parameters(); PreparedParameters prepared = network.prepare(parameters, Precision.BF16)) {
            assertArrayEquals(flat(new ResNetReference(TINY, weights, INFERENCE).logits(images)), doubles(network.forward(imageArray(), prepared).logits()), BF16_TOLERANCE);
            final ResNetReference reference = new ResNetReference(TINY, weights, -1);
            assertEquals(reference.loss(images, targets), backward(parameters, Precision.BF16, 0, Network.RunningStatistics.FOLLOW), BF16_TOLERANCE);
            // They move a tenth of the way to those of the batch; a variance is of squares, whose relative error is twice that of the values.
            reference.statistics().forEach((name, expected) -> assertArrayEquals(expected, doubles(parameters.arrays().get(name)), 0.2 * BF16_TOLERANCE, name));
        }
    }

    /** Noise through random weights is the worst case: wherever rounding moves a value past a ReLU's zero, a path of the gradient opens or closes. */
    @Test
    void testMixedPrecisionGradientsPointTheSameWay() {
        final NetworkConfiguration configuration = NetworkPreset.RESNET_MINI.configuration();
        final NDArray pictures = manager.randomNormal(new Shape(4, 3, configuration.imageSize(), configuration.imageSize()));
        final NDArray distributions = manager.eye(8).get("0:4");
        final Map<Precision, float[]> all = new EnumMap<>(Precision.class);
        for (final Precision precision : List.of(Precision.FP32, Precision.BF16)) {
            try (NetworkParameters parameters = NetworkParameters.random(configuration, 3); GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                parameters.requireGradients();
                collector.backward(network.loss(pictures, distributions, 0, precision, Network.RunningStatistics.FOLLOW, parameters).loss());
                final FloatBuffer values = FloatBuffer.allocate((int) configuration.parameterCount());
                gradients(parameters).values().forEach(values::put);
                all.put(precision, values.array());
            }
        }

        assertTrue(cosine(all.get(Precision.FP32), all.get(Precision.BF16)) > 0.85);
    }

    @Test
    void testDropPathIsRandomAndSeeded() {
        try (NetworkParameters parameters = parameters()) {
            TorchEngine.seed(1);
            final float first = backward(parameters, Precision.FP32, 0.6, Network.RunningStatistics.STAY);
            final float second = backward(parameters, Precision.FP32, 0.6, Network.RunningStatistics.STAY);
            TorchEngine.seed(1);
            final float again = backward(parameters, Precision.FP32, 0.6, Network.RunningStatistics.STAY);

            assertNotEquals(first, second);
            assertEquals(first, again);
        }
    }

    @Test
    void testEveryParameterOfThePresetGetsAGradient() {
        final NetworkConfiguration configuration = NetworkPreset.RESNET_MINI.configuration();
        try (NetworkParameters parameters = NetworkParameters.random(configuration, 3); GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            parameters.requireGradients();
            final NDArray pictures = manager.randomNormal(new Shape(2, 3, configuration.imageSize(), configuration.imageSize()));
            final NDArray distributions = manager.zeros(new Shape(2, 8)).add(1 / 8f);
            final Network.Loss loss = network.loss(pictures, distributions, 0, Precision.FP32, Network.RunningStatistics.FOLLOW, parameters);
            collector.backward(loss.loss());

            assertEquals(new Shape(2, 8), loss.logits().getShape());
            gradients(parameters).forEach((name, gradient) -> assertTrue(norm(gradient) > 0, name));
            parameters.arrays().forEach((name, array) -> assertEquals(parameters.trainable().containsKey(name), array.hasGradient(), name));
        }
    }

    @Test
    void testRandomWeights() {
        try (NetworkParameters parameters = NetworkParameters.random(NetworkPreset.RESNET_MINI.configuration(), 3);
             NetworkParameters same = NetworkParameters.random(NetworkPreset.RESNET_MINI.configuration(), 3);
             NetworkParameters other = NetworkParameters.random(NetworkPreset.RESNET_MINI.configuration(), 4)) {
            // 3 x 3 filters with 128 outputs: sqrt(2 / (9 * 128)).
            final double[] filters = doubles(parameters.arrays().get("layer2.1.conv2.weight"));
            assertEquals(Math.sqrt(2 / (9.0 * 128)), Math.sqrt(Arrays.stream(filters).map(value -> value * value).average().orElseThrow()), 1e-3);
            final double[] head = doubles(parameters.arrays().get("fc.weight"));
            assertEquals(1 / Math.sqrt(512), Arrays.stream(head).map(Math::abs).max().orElseThrow(), 1e-3);
            assertTrue(Arrays.stream(doubles(parameters.arrays().get("layer1.0.bn3.weight"))).allMatch(value -> value == 1));
            assertTrue(Arrays.stream(doubles(parameters.arrays().get("layer1.0.bn3.bias"))).allMatch(value -> value == 0));
            assertTrue(Arrays.stream(doubles(parameters.arrays().get("bn1.running_mean"))).allMatch(value -> value == 0));
            assertTrue(Arrays.stream(doubles(parameters.arrays().get("bn1.running_var"))).allMatch(value -> value == 1));
            assertEquals(parameters.values("conv1.weight"), same.values("conv1.weight"));
            assertFalse(parameters.values("conv1.weight").equals(other.values("conv1.weight")));
        }
    }

    private NetworkParameters parameters() {
        return NetworkParameters.of(TINY, name -> {
            final FloatBuffer buffer = FloatBuffer.allocate(weights.get(name).length);
            Arrays.stream(weights.get(name)).forEach(value -> buffer.put((float) value));
            return buffer.flip();
        });
    }

    private NDArray imageArray() {
        final float[] values = new float[BATCH * 3 * 18 * 18];
        int index = 0;
        for (final double[][][] image : images) {
            for (final double value : Arrays.stream(image).flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray()) {
                values[index++] = (float) value;
            }
        }

        return manager.create(values, new Shape(BATCH, 3, 18, 18));
    }

    private NDArray targetArray() {
        final float[] values = new float[BATCH * 5];
        final double[] flat = flat(targets);
        for (int index = 0; index < values.length; index++) {
            values[index] = (float) flat[index];
        }

        return manager.create(values, new Shape(BATCH, 5));
    }

    private float backward(final NetworkParameters parameters, final Precision precision, final double dropPathRate, final Network.RunningStatistics statistics) {
        parameters.requireGradients();
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            final NDArray loss = network.loss(imageArray(), targetArray(), dropPathRate, precision, statistics, parameters).loss();
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    /** The statistics of what comes before a stage, and all of them for 0, are what they were. */
    private void assertUnchanged(final NetworkParameters parameters, final int stage) {
        final List<String> prefixes = stage == 0 ? List.of("") : TINY.firstStages(stage);
        TINY.statisticShapes().keySet().stream().filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .forEach(name -> assertArrayEquals(weights.get(name), doubles(parameters.arrays().get(name)), name));
    }

    private static Map<String, float[]> gradients(final NetworkParameters parameters) {
        final Map<String, float[]> gradients = new LinkedHashMap<>();
        parameters.trainable().forEach((name, array) -> gradients.put(name, array.getGradient().toFloatArray()));
        return gradients;
    }

    private static double[] flat(final double[][] values) {
        return Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] doubles(final NDArray array) {
        final float[] values = array.toFloatArray();
        return IntStream.range(0, values.length).mapToDouble(index -> values[index]).toArray();
    }

    private static double norm(final float[] values) {
        return Math.sqrt(dot(values, values));
    }

    private static double dot(final float[] left, final float[] right) {
        return IntStream.range(0, left.length).mapToDouble(index -> (double) left[index] * right[index]).sum();
    }

    private static double cosine(final float[] left, final float[] right) {
        return dot(left, right) / norm(left) / norm(right);
    }
}
