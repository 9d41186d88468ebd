package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;
import org.nififer.core.augmentation.AugmentationPolicy;
import org.nififer.core.augmentation.Flip;
import org.nififer.core.augmentation.OperationKind;
import org.nififer.core.augmentation.RotationBorder;
import org.nififer.core.image.RgbImage;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What is done to each training image anew in every epoch, beside what balancing has done to the dataset. Validation and test images are never
 * touched. Every kind of operation is applied with its own chance; an image may stay as it is.
 *
 * @param operations which may be applied
 */
public record TrainingAugmentation(Set<OperationKind> operations) {

    /**
     * Nothing, as in the paper. Where balancing rotated with black corners this has a trap: the rarer an expression, the more of its images
     * have them, so that a network learns to take whole corners for a sign of the frequent ones.
     */
    public static final TrainingAugmentation NONE = new TrainingAugmentation(EnumSet.noneOf(OperationKind.class));

    /** Every original is augmented as balancing does it by default, so that originals and augmented images look alike. */
    public static final TrainingAugmentation FLIP_ROTATE = new TrainingAugmentation(EnumSet.of(OperationKind.FLIP, OperationKind.ROTATION, OperationKind.AUTOCONTRAST));

    private static final String NONE_LABEL = "none";
    private static final String FLIP_ROTATE_LABEL = "flip-rotate";

    public TrainingAugmentation {
        final Set<OperationKind> copy = EnumSet.noneOf(OperationKind.class);
        copy.addAll(operations);
        operations = Collections.unmodifiableSet(copy);
    }

    /**
     * Reads a label: {@code none}, {@code flip-rotate} (flip, rotation, autocontrast), or names of operations, separated by commas.
     *
     * @throws IllegalArgumentException naming what is no operation, and those that there are
     */
    public static TrainingAugmentation ofLabel(final String label) {
        return switch (label) {
            case NONE_LABEL -> NONE;
            case FLIP_ROTATE_LABEL -> FLIP_ROTATE;
            default -> new TrainingAugmentation(AugmentationPolicy.parseOperations(label));
        };
    }

    /** The name in files, properties and on the command line, which {@link #ofLabel} reads. */
    @JsonValue
    public String label() {
        if (equals(NONE)) {
            return NONE_LABEL;
        }

        return equals(FLIP_ROTATE) ? FLIP_ROTATE_LABEL : operations.stream().map(OperationKind::label).collect(Collectors.joining(","));
    }

    /**
     * An augmented copy of an image, or the image itself.
     *
     * @param isAugmented whether balancing has augmented it already; what balancing does is not done twice then
     * @param border      what rotations bring in from outside, the same as balancing did
     */
    RgbImage apply(final RgbImage image, final boolean isAugmented, final RotationBorder border, final RandomGenerator random) {
        final Set<OperationKind> others = EnumSet.noneOf(OperationKind.class);
        others.addAll(operations);
        others.remove(OperationKind.FLIP);
        if (isAugmented) {
            others.removeAll(AugmentationPolicy.DEFAULT.operations());
        }

        final RgbImage changed = others.isEmpty() ? image : new AugmentationPolicy(others, AugmentationPolicy.DEFAULT_ROTATION_LIMIT, border)
                .drawOrNone(random.nextLong()).map(drawn -> drawn.apply(image)).orElse(image);
        return operations.contains(OperationKind.FLIP) && random.nextBoolean() ? new Flip().apply(changed) : changed;
    }
}
