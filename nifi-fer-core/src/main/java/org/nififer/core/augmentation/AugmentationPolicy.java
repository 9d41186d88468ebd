package org.nififer.core.augmentation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Which operations an augmented image gets: a rotation drawn evenly from plus or minus a limit, and autocontrast by chance (Vats and
 * Chadha, 2023, who rotate within 10 degrees). Autocontrast comes first: after a rotation, the black corners would be its darkest value.
 *
 * @param rotationLimit      degrees, 0 to 180
 * @param autocontrastChance 0 to 1
 */
public record AugmentationPolicy(double rotationLimit, double autocontrastChance) {

    /** Rotation within 10 degrees, every second image with autocontrast. */
    public static final AugmentationPolicy PAPER = new AugmentationPolicy(10, 0.5);

    private static final double STEPS_PER_DEGREE = 1000;

    public AugmentationPolicy {
        if (!(rotationLimit >= 0 && rotationLimit <= 180 && autocontrastChance >= 0 && autocontrastChance <= 1)) {
            throw new IllegalArgumentException("Rotation within %s degrees (0 to 180) and autocontrast with chance %s (0 to 1)"
                    .formatted(rotationLimit, autocontrastChance));
        }
    }

    /** The operations of a seed; the same for the same seed. Degrees are multiples of 0.001. */
    public ImageOperations draw(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final double degrees = (2 * random.nextDouble() - 1) * rotationLimit;
        final List<ImageOperation> operations = new ArrayList<>();
        if (random.nextDouble() < autocontrastChance) {
            operations.add(new Autocontrast());
        }

        operations.add(new Rotation(Math.round(degrees * STEPS_PER_DEGREE) / STEPS_PER_DEGREE));
        return new ImageOperations(operations);
    }
}
