package org.nififer.processors.recognition;

import org.apache.nifi.components.DescribedValue;

/**
 * What becomes of the content of an image whose expressions were recognised. Attributes are written in every case.
 */
public enum RecognitionOutput implements DescribedValue {
    ATTRIBUTES("attributes", "The image stays as it is; attributes tell of it"),
    JSON("json", "One JSON object with everything replaces the image"),
    RECORDS("records", "One record for each face, with everything, replaces the image, in whatever format the Record Writer writes");

    private final String value;
    private final String description;

    RecognitionOutput(final String value, final String description) {
        this.value = value;
        this.description = description;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public String getDisplayName() {
        return value;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
