package org.nififer.augmentation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The operations that augmentation can choose from, in the order in which they are applied: values before shape, since the black corners
 * of a rotation would be the darkest value for autocontrast; then what moves pixels; last what hides them.
 */
public enum OperationKind {
    AUTOCONTRAST("Stretches each channel to the whole range, every second time", 0.5) {
        @Override
        ImageOperation draw(final SplittableRandom random, final AugmentationPolicy policy) {
            return new Autocontrast();
        }

        @Override
        ImageOperation parse(final List<String> parameters) {
            requireNone(parameters);
            return new Autocontrast();
        }
    },
    BRIGHTNESS("Multiplies all values by 0.7 to 1.3, every second time", 0.5) {
        @Override
        ImageOperation draw(final SplittableRandom random, final AugmentationPolicy policy) {
            return Brightness.draw(random);
        }

        @Override
        ImageOperation parse(final List<String> parameters) {
            return Brightness.parse(parameters);
        }
    },
    FLIP("Mirrors left and right, every second time", 0.5) {
        @Override
        ImageOperation draw(final SplittableRandom random, final AugmentationPolicy policy) {
            return new Flip();
        }

        @Override
        ImageOperation parse(final List<String> parameters) {
            requireNone(parameters);
            return new Flip();
        }
    },
    ROTATION("Rotates within a limit, always", 1) {
        @Override
        ImageOperation draw(final SplittableRandom random, final AugmentationPolicy policy) {
            return Rotation.draw(random, policy.rotationLimit(), policy.rotationBorder());
        }

        @Override
        ImageOperation parse(final List<String> parameters) {
            return Rotation.parse(parameters);
        }
    },
    CROP("Enlarges a window of 0.85 to 1 of the sides, every second time", 0.5) {
        @Override
        ImageOperation draw(final SplittableRandom random, final AugmentationPolicy policy) {
            return Crop.draw(random);
        }

        @Override
        ImageOperation parse(final List<String> parameters) {
            return Crop.parse(parameters);
        }
    },
    ERASING("Blackens a window of 0.02 to 0.33 of the area, every second time", 0.5) {
        @Override
        ImageOperation draw(final SplittableRandom random, final AugmentationPolicy policy) {
            return Erasing.draw(random);
        }

        @Override
        ImageOperation parse(final List<String> parameters) {
            return Erasing.parse(parameters);
        }
    };

    private final String description;
    private final double chance;

    OperationKind(final String description, final double chance) {
        this.description = description;
        this.chance = chance;
    }

    /**
     * The kind of a label.
     *
     * @throws IllegalArgumentException naming the labels that there are
     */
    public static OperationKind ofLabel(final String label) {
        return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no image operation; expected some of %s", label, labels())));
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(OperationKind::label).toList();
    }

    /** The name in files, properties and on the command line: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** How often it is applied where it is chosen, 0 to 1. */
    double chance() {
        return chance;
    }

    /** An operation of this kind with parameters by chance. */
    abstract ImageOperation draw(SplittableRandom random, AugmentationPolicy policy);

    /**
     * The operation of some parameters.
     *
     * @throws IllegalArgumentException where they are too few, too many or impossible
     */
    abstract ImageOperation parse(List<String> parameters);

    private static void requireNone(final List<String> parameters) {
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException("This operation has no parameters");
        }
    }
}
