package org.nififer.augmentation;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a rotation brings in from outside the image.
 */
public enum RotationBorder {
    /** Black, as torchvision's {@code rotate} with {@code fill=0}. */
    BLACK("Black corners, as torchvision leaves them and so the paper; a network can tell augmented images by them, and so the rare expressions"),
    /** The nearest pixel of the image. */
    REPLICATE("The pixels of the border go on outwards, so that corners tell nothing about the expression");

    private final String description;

    RotationBorder(final String description) {
        this.description = description;
    }

    /**
     * The border of a label.
     *
     * @throws IllegalArgumentException naming the labels that there are
     */
    public static RotationBorder ofLabel(final String label) {
        return Arrays.stream(values()).filter(border -> border.label().equals(label)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                String.format(Locale.ROOT, "'%s' is no border of a rotation; expected one of %s", label, Arrays.stream(values()).map(RotationBorder::label).toList())));
    }

    /** The name in files, properties and on the command line: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }
}
