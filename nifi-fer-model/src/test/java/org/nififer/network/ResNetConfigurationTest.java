package org.nififer.network;

import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResNetConfigurationTest {

    private static final NetworkConfiguration RESNET_50 = NetworkPreset.RESNET_50.configuration();

    @Test
    void testResNet50HasThePublishedNumberOfParameters() {
        assertEquals(25_557_032, RESNET_50.withClasses(1000).parameterCount());
        assertEquals(23_524_424, RESNET_50.parameterCount());
        assertEquals(1_168_968, NetworkPreset.RESNET_MINI.configuration().parameterCount());
        assertEquals(2048, RESNET_50.features());
    }

    @Test
    void testTheLargestActivationIsThatOfTheFirstConvolution() {
        assertEquals(112 * 112 * 64, RESNET_50.largestActivation());
    }

    /** ResNet-101 and ResNet-152, as torchvision publishes their sizes. */
    @Test
    void testDeeperNetworksHaveThePublishedNumberOfParameters() {
        assertEquals(44_549_160, new ResNetConfiguration(224, 64, List.of(3, 4, 23, 3), 0, 1000).parameterCount());
        assertEquals(60_192_808, new ResNetConfiguration(224, 64, List.of(3, 8, 36, 3), 0, 1000).parameterCount());
    }

    /** The state dict of torchvision's resnet50, but for the 53 counters num_batches_tracked. */
    @Test
    void testNamesAndShapesAreThoseOfTorchvision() {
        final Map<String, String> expected = new LinkedHashMap<>();
        expected.put("conv1.weight", "[64, 3, 7, 7]");
        putNorm(expected, "bn1", 64);
        final int[][] stages = {{3, 64, 64, 256}, {4, 256, 128, 512}, {6, 512, 256, 1024}, {3, 1024, 512, 2048}};
        for (int stage = 1; stage <= stages.length; stage++) {
            final int inner = stages[stage - 1][2];
            final int outputs = stages[stage - 1][3];
            for (int block = 0; block < stages[stage - 1][0]; block++) {
                final String prefix = "layer" + stage + "." + block + ".";
                final int inputs = block == 0 ? stages[stage - 1][1] : outputs;
                expected.put(prefix + "conv1.weight", String.format(Locale.ROOT, "[%d, %d, 1, 1]", inner, inputs));
                putNorm(expected, prefix + "bn1", inner);
                expected.put(prefix + "conv2.weight", String.format(Locale.ROOT, "[%d, %d, 3, 3]", inner, inner));
                putNorm(expected, prefix + "bn2", inner);
                expected.put(prefix + "conv3.weight", String.format(Locale.ROOT, "[%d, %d, 1, 1]", outputs, inner));
                putNorm(expected, prefix + "bn3", outputs);
            }

            expected.put(String.format(Locale.ROOT, "layer%d.0.downsample.0.weight", stage), String.format(Locale.ROOT, "[%d, %d, 1, 1]", outputs, stages[stage - 1][1]));
            putNorm(expected, String.format(Locale.ROOT, "layer%d.0.downsample.1", stage), outputs);
        }

        expected.put("fc.weight", "[1000, 2048]");
        expected.put("fc.bias", "[1000]");
        final Map<String, String> actual = new LinkedHashMap<>();
        RESNET_50.withClasses(1000).tensorShapes().forEach((name, shape) -> actual.put(name, Arrays.toString(shape)));

        assertEquals(expected, actual);
        assertEquals(161, RESNET_50.parameterShapes().size());
        assertEquals(106, RESNET_50.statisticShapes().size());
    }

    private static void putNorm(final Map<String, String> shapes, final String name, final int channels) {
        for (final String part : List.of("weight", "bias", "running_mean", "running_var")) {
            shapes.put(String.format(Locale.ROOT, "%s.%s", name, part), String.format(Locale.ROOT, "[%d]", channels));
        }
    }

    @Test
    void testWhatComesBeforeAStage() {
        assertEquals(List.of(), RESNET_50.firstStages(0));
        assertEquals(List.of("conv1.", "bn1.", "layer1.", "layer2."), RESNET_50.firstStages(2));
        final List<String> rest = new ArrayList<>(RESNET_50.tensorShapes().keySet());
        rest.removeIf(name -> RESNET_50.firstStages(4).stream().anyMatch(name::startsWith));
        assertEquals(List.of("fc.weight", "fc.bias"), rest);
    }

    @Test
    void testPartsThatDoNotFitAreNamed() {
        assertInvalid(new ResNetConfiguration(32, 64, List.of(3, 4, 6, 3), 0, 8), "image size 32 must be 33 to 4096 for 4 stages");
        assertInvalid(new ResNetConfiguration(5000, 64, List.of(3), 0, 8), "image size 5000");
        assertInvalid(new ResNetConfiguration(48, 0, List.of(1), 0, 8), "width 0");
        assertInvalid(new ResNetConfiguration(48, 64, null, 0, 8), "depths []");
        assertInvalid(new ResNetConfiguration(48, 64, List.of(1, 0), 0, 8), "depths [1, 0]");
        assertInvalid(new ResNetConfiguration(4096, 64, List.of(1, 1, 1, 1, 1, 1, 1, 1, 1), 0, 8), "in 1 to 8 stages");
        assertInvalid(new ResNetConfiguration(48, 64, List.of(1), 1, 8), "drop path rate 1.0");
        assertInvalid(new ResNetConfiguration(48, 64, List.of(1), 0, 0), "number of classes 0");
    }

    private static void assertInvalid(final ResNetConfiguration configuration, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, configuration::validate);
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
