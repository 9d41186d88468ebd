package org.nififer.video;

/**
 * Which pictures of a video become frames.
 */
public enum FrameSelection {
    INTERVAL("interval", "The first picture of each interval: as many a second as asked for, or all where the video has fewer"),
    SCENES("scenes", "The first picture, and each that differs much from the one before it"),
    ALL("all", "Every picture");

    private final String label;
    private final String description;

    FrameSelection(final String label, final String description) {
        this.label = label;
        this.description = description;
    }

    /** The name on the command line and in properties. */
    public String label() {
        return label;
    }

    /** One line for people who have to choose. */
    public String description() {
        return description;
    }
}
