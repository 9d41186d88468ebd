package org.nififer.augmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Which operations an augmented image may get; which of them it gets, and with which parameters, is drawn from its seed.
 *
 * @param operations     at least one
 * @param rotationLimit  degrees, above 0 to 180; a rotation is drawn evenly from plus or minus this
 * @param rotationBorder what a rotation brings in from outside
 */
public record AugmentationPolicy(Set<OperationKind> operations, double rotationLimit, RotationBorder rotationBorder) {

    /** Degrees (Vats and Chadha, 2023, section 4). */
    public static final double DEFAULT_ROTATION_LIMIT = 10;

    /** What is done where nothing else is asked for. */
    public static final RotationBorder DEFAULT_ROTATION_BORDER = RotationBorder.REPLICATE;

    /** Rotation within 10 degrees, every second image with autocontrast: the paper's operations. */
    public static final AugmentationPolicy DEFAULT = new AugmentationPolicy(EnumSet.of(OperationKind.ROTATION, OperationKind.AUTOCONTRAST),
            DEFAULT_ROTATION_LIMIT, DEFAULT_ROTATION_BORDER);

    /** Degrees. */
    public static final double LARGEST_ROTATION = 180;

    public AugmentationPolicy {
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("An augmentation needs at least one operation");
        }

        if (!(rotationLimit > 0 && rotationLimit <= LARGEST_ROTATION)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A rotation within %s degrees; expected more than 0, at most 180", rotationLimit));
        }

        operations = Collections.unmodifiableSet(EnumSet.copyOf(operations));
    }

    /** The same with another border. */
    public AugmentationPolicy withRotationBorder(final RotationBorder border) {
        return new AugmentationPolicy(operations, rotationLimit, border);
    }

    /**
     * Reads the labels of operations, separated by commas, for example {@code rotation,autocontrast}.
     *
     * @throws IllegalArgumentException naming what is no operation, and those that there are
     */
    public static Set<OperationKind> parseOperations(final String labels) {
        return Arrays.stream(labels.split(",", -1)).map(String::strip).map(OperationKind::ofLabel).collect(Collectors.toCollection(() -> EnumSet.noneOf(OperationKind.class)));
    }

    /**
     * The operations of a seed, at least one; the same for the same seed. Each kind draws for itself: what a seed gives for one does not
     * depend on which others may be applied.
     */
    public ImageOperations draw(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<ImageOperation> possible = new ArrayList<>();
        final List<ImageOperation> chosen = new ArrayList<>();
        for (final OperationKind kind : OperationKind.values()) {
            final SplittableRandom ownRandom = random.split();
            if (operations.contains(kind)) {
                final boolean applies = ownRandom.nextDouble() < kind.chance();
                possible.add(kind.draw(ownRandom, this));
                if (applies) {
                    chosen.add(possible.getLast());
                }
            }
        }

        return new ImageOperations(chosen.isEmpty() ? List.of(possible.get(random.nextInt(possible.size()))) : chosen);
    }
}
