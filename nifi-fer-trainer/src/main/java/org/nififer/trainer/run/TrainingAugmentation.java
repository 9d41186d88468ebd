package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.nififer.augmentation.AugmentationPolicy;
import org.nififer.augmentation.AugmentationStep;
import org.nififer.augmentation.AugmentationStep.Kind;
import org.nififer.augmentation.ImageVariation;
import org.nififer.augmentation.RotationBorder;
import org.nififer.common.RgbImage;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What is done to each training image anew in every epoch, beside what balancing has done to the dataset. Validation and test images are never
 * touched. Every operation is applied with its own chance; an image may stay as it is.
 *
 * @param steps each kind of operation once at most; kept in the order of the kinds
 */
public record TrainingAugmentation(List<AugmentationStep> steps) {

    /**
     * Nothing, as in the paper. Where balancing rotated with black corners this has a trap: the rarer an expression, the more of its images
     * have them, so that a network learns to take whole corners for a sign of the frequent ones.
     */
    public static final TrainingAugmentation NONE = new TrainingAugmentation(List.of());

    /** Every original is augmented as balancing does it by default, so that originals and augmented images look alike. */
    public static final TrainingAugmentation FLIP_ROTATE = new TrainingAugmentation(Stream.of(Kind.FLIP, Kind.ROTATION, Kind.AUTOCONTRAST).map(AugmentationStep::of).toList());

    private static final String NONE_LABEL = "none";
    private static final String FLIP_ROTATE_LABEL = "flip-rotate";

    public TrainingAugmentation {
        steps = AugmentationStep.inOrder(steps);
    }

    /**
     * Reads a label: {@code none}, {@code flip-rotate} (flip, rotation, autocontrast), or {@linkplain AugmentationStep operations}, separated by commas, such as
     * {@code flip,rotation:15,zoom:0.85-1.1,erasing:0.25}.
     *
     * @throws IllegalArgumentException naming what is no operation, and those that there are
     */
    @JsonCreator
    public static TrainingAugmentation ofLabel(final String label) {
        return switch (label) {
            case NONE_LABEL -> NONE;
            case FLIP_ROTATE_LABEL -> FLIP_ROTATE;
            default -> new TrainingAugmentation(AugmentationStep.parseAll(label));
        };
    }

    /** The name in files, properties and on the command line, which {@link #ofLabel} reads. */
    @JsonValue
    public String label() {
        if (equals(NONE)) {
            return NONE_LABEL;
        }

        return equals(FLIP_ROTATE) ? FLIP_ROTATE_LABEL : AugmentationStep.textOf(steps);
    }

    /**
     * An augmented copy of an image, or the image itself.
     *
     * @param isAugmented whether balancing has augmented it already; what balancing does is not done twice then
     * @param border      what movements bring in from outside, the same as balancing did
     */
    RgbImage apply(final RgbImage image, final boolean isAugmented, final RotationBorder border, final RandomGenerator random) {
        final List<AugmentationStep> others = isAugmented ? steps.stream().filter(step -> !isOfBalancing(step.kind())).toList() : steps;
        return ImageVariation.draw(others, random.nextLong()).apply(image, border);
    }

    private static boolean isOfBalancing(final Kind kind) {
        return AugmentationPolicy.DEFAULT.steps().stream().anyMatch(step -> step.kind() == kind);
    }
}
