package org.nififer.processors.recognition;

import org.nififer.processors.common.Choice;

/**
 * What becomes of the content of an image whose expressions were recognised. Attributes are written in every case.
 */
enum OutputStrategy implements Choice {
    ATTRIBUTES("The image stays as it is; attributes tell of it"),
    JSON("One JSON object with everything replaces the image"),
    RECORDS("One record for each face, with everything, replaces the image, in whatever format the Record Writer writes");

    private final String description;

    OutputStrategy(final String description) {
        this.description = description;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
