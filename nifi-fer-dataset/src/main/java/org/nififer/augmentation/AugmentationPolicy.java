package org.nififer.augmentation;

import org.nififer.augmentation.AugmentationStep.Kind;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What balancing may do to a copy of an image; which of it a copy gets, and how strong, is drawn from its seed.
 *
 * @param steps          at least one, of {@link #KINDS}; kept in the order in which they are applied
 * @param rotationBorder what a rotation brings in from outside
 */
public record AugmentationPolicy(List<AugmentationStep> steps, RotationBorder rotationBorder) {

    /** The kinds of which there is an {@link ImageOperation}, so that a record of them can be made again to the bit. */
    public static final Set<Kind> KINDS = Collections.unmodifiableSet(
            EnumSet.of(Kind.AUTOCONTRAST, Kind.BRIGHTNESS, Kind.FLIP, Kind.ROTATION, Kind.CROP, Kind.ERASING));

    /** What is done where nothing else is asked for. */
    public static final RotationBorder DEFAULT_ROTATION_BORDER = RotationBorder.REPLICATE;

    /** Rotation within 10 degrees, every second image with autocontrast: the paper's operations (Vats and Chadha, 2023, section 4). */
    public static final AugmentationPolicy DEFAULT = new AugmentationPolicy(AugmentationStep.parseAll("rotation,autocontrast"), DEFAULT_ROTATION_BORDER);

    public AugmentationPolicy {
        steps = AugmentationStep.inOrder(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("An augmentation needs at least one operation");
        }

        for (final AugmentationStep step : steps) {
            if (!KINDS.contains(step.kind())) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%s is for training images only; expected some of %s", step.kind().label(),
                        KINDS.stream().map(Kind::label).toList()));
            }
        }
    }

    /** The same with another border. */
    public AugmentationPolicy withRotationBorder(final RotationBorder border) {
        return new AugmentationPolicy(steps, border);
    }

    /**
     * The operations of a seed, at least one; the same for the same seed. Each kind draws for itself: what a seed gives for one does not
     * depend on which others may be applied.
     */
    public ImageOperations draw(final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<ImageOperation> possible = new ArrayList<>();
        final List<ImageOperation> chosen = new ArrayList<>();
        for (final Kind kind : KINDS) {
            final SplittableRandom ownRandom = random.split();
            for (final AugmentationStep step : steps) {
                if (step.kind() == kind) {
                    final boolean applies = step.applies(ownRandom);
                    possible.add(operation(step, ownRandom));
                    if (applies) {
                        chosen.add(possible.getLast());
                    }
                }
            }
        }

        return new ImageOperations(chosen.isEmpty() ? List.of(possible.get(random.nextInt(possible.size()))) : chosen);
    }

    private ImageOperation operation(final AugmentationStep step, final SplittableRandom random) {
        return switch (step.kind()) {
            case AUTOCONTRAST -> new Autocontrast();
            case BRIGHTNESS -> Brightness.draw(random, step.to());
            case FLIP -> new Flip();
            case ROTATION -> Rotation.draw(random, step.to(), rotationBorder);
            case CROP -> Crop.draw(random, step.from());
            case ERASING -> Erasing.draw(random);
            default -> throw new IllegalStateException("Nobody has said what " + step.kind() + " does");
        };
    }
}
