package org.nififer.network;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;

/**
 * What a network starts from that has learned nothing.
 */
final class InitialValues {

    private static final double TABLE_DEVIATION = 0.02;
    private static final double TRUNCATION = 2;

    private InitialValues() {
    }

    /** The values of a parameter or statistic. */
    static FloatBuffer of(final NetworkConfiguration configuration, final String name, final long[] shape, final SplittableRandom random) {
        final FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact)));
        final DoubleSupplier distribution = switch (configuration) {
            case SwinConfiguration swin -> swin(name, shape, random);
            case ResNetConfiguration resNet -> resNet(resNet, name, shape, random);
        };
        for (int index = 0; index < values.capacity(); index++) {
            values.put(index, (float) distribution.getAsDouble());
        }

        return values;
    }

    /**
     * As the Vision Transformer's authors initialise (timm's {@code init_weights_vit_jax}): linear layers uniform after Glorot and Bengio (2010), the patch
     * projection and the bias tables a truncated normal distribution, of deviation 1 / sqrt(inputs) and 0.02, norms 1, biases 0; so the scale of the
     * signal does not depend on the width. Of convolutions before the first stage, the first is like a patch projection, and those after a GELU, which leaves about half of
     * the variance, are normal after He et al. (2015) by their inputs.
     */
    private static DoubleSupplier swin(final String name, final long[] shape, final SplittableRandom random) {
        if (name.endsWith("_table")) {
            return () -> truncatedGaussian(random) * TABLE_DEVIATION;
        }

        if (shape.length == 1) {
            return () -> name.endsWith(".bias") ? 0 : 1;
        }

        final double inputs = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
        if (shape.length > 2) {
            return shape[1] == NetworkConfiguration.IMAGE_CHANNELS ? () -> truncatedGaussian(random) / Math.sqrt(inputs) : () -> random.nextGaussian() * Math.sqrt(2 / inputs);
        }

        final double limit = Math.sqrt(6 / (inputs + shape[0]));
        return () -> random.nextDouble(-limit, limit);
    }

    private static double truncatedGaussian(final SplittableRandom random) {
        double value;
        do {
            value = random.nextGaussian();
        } while (Math.abs(value) > TRUNCATION);
        return value;
    }

    /**
     * As torchvision initialises: convolutions normal after He et al. (2015) with deviation sqrt(2 / (outputs * kernel * kernel)), the head uniform within
     * 1 / sqrt(features), norms 1 with biases 0, running means 0 and running variances 1.
     */
    private static DoubleSupplier resNet(final ResNetConfiguration configuration, final String name, final long[] shape, final SplittableRandom random) {
        if (name.startsWith(configuration.head() + '.')) {
            final double limit = 1 / Math.sqrt(configuration.features());
            return () -> random.nextDouble(-limit, limit);
        }

        if (shape.length == 1) {
            return () -> name.endsWith(".weight") || name.endsWith(".running_var") ? 1 : 0;
        }

        final double deviation = Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3]));
        return () -> random.nextGaussian() * deviation;
    }
}
