package org.nififer.video;

import org.nififer.common.Labelled;

/**
 * Which pictures of a video become frames.
 */
public enum FrameSelection implements Labelled {
    INTERVAL("The first picture of each interval: as many a second as asked for, or all where the video has fewer"),
    SCENES("The first picture, and each that differs much from the one before it"),
    ALL("Every picture");

    private final String description;

    FrameSelection(final String description) {
        this.description = description;
    }

    /** One line for people who have to choose. */
    public String description() {
        return description;
    }
}
