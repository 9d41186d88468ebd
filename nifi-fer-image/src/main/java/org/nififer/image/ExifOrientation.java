package org.nififer.image;

import org.nififer.common.Labelled;

/**
 * What becomes of the orientation that cameras write into the EXIF data of a photo.
 */
public enum ExifOrientation implements Labelled {
    APPLY("The photo is turned upright, as viewers show it; boxes are in pixels of the upright photo"),
    IGNORE("The photo stays as it is stored: for files that were turned already and still say otherwise");

    private final String description;

    ExifOrientation(final String description) {
        this.description = description;
    }

    /** One line for people who have to choose. */
    public String description() {
        return description;
    }
}
