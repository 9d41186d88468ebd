package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.network.ResNetConfiguration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Reads the architecture of a ResNet off the shapes of its weights.
 */
final class ResNetArchitectureReader {

    /** What published weights are trained with; the weights fit any size, and do not tell. */
    private static final int IMAGE_SIZE = 224;

    private static final String STEM = "conv1.weight";
    private static final String HEAD = "fc.weight";
    private static final int MAXIMUM_STAGES = 8;
    private static final int MAXIMUM_BLOCKS = 64;

    private final TensorShapes shapes;

    ResNetArchitectureReader(final TensorShapes shapes) {
        this.shapes = shapes;
    }

    /**
     * The architecture. Where the weights lack a head, it has one output.
     *
     * @param imageSize in pixels, if it is not the usual one
     * @throws InvalidInputException where the network is not one of bottleneck blocks
     */
    ResNetConfiguration read(final OptionalInt imageSize) throws InvalidInputException {
        if (!shapes.contains("layer1.0.conv3.weight")) {
            throw shapes.invalid("lacks tensor layer1.0.conv3.weight: expected a ResNet of bottleneck blocks, such as ResNet-50; ResNet-18 and ResNet-34 have others");
        }

        final int classes = shapes.contains(HEAD) ? shapes.dimension(HEAD, 2, 0) : 1;
        final ResNetConfiguration configuration = new ResNetConfiguration(imageSize.orElse(IMAGE_SIZE), shapes.dimension(STEM, 4, 0), depths(), 0, classes);
        shapes.requireValid(configuration);
        return configuration;
    }

    private List<Integer> depths() {
        final List<Integer> depths = new ArrayList<>();
        while (depths.size() < MAXIMUM_STAGES && blocks(depths.size()) > 0) {
            depths.add(blocks(depths.size()));
        }

        return depths;
    }

    private int blocks(final int stage) {
        int blocks = 0;
        while (blocks < MAXIMUM_BLOCKS && shapes.contains(String.format(Locale.ROOT, "layer%d.%d.conv1.weight", stage + 1, blocks))) {
            blocks++;
        }

        return blocks;
    }
}
