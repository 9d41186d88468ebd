package org.nififer.processors.common;

import org.apache.nifi.components.DescribedValue;

/**
 * The face detectors that an operator can choose.
 */
public enum FaceDetectorChoice implements DescribedValue {
    HAAR("haar", "The embedded Haar cascade: upright frontal faces; it misses small, turned, tilted and partly covered ones, and gives no landmarks to align by"),
    YUNET("yunet", "YuNet, the detector of the OpenCV Zoo, from its file: also small, turned and covered faces, with landmarks"),
    NONE("none", "The whole image is the one face");

    private final String value;
    private final String description;

    FaceDetectorChoice(final String value, final String description) {
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
