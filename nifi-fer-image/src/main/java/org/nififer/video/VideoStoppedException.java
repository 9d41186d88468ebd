package org.nififer.video;

import java.io.IOException;

/**
 * The reading of a video was ended from here, by {@link VideoReader#stop()}: no fault of the video.
 */
public final class VideoStoppedException extends IOException {

    VideoStoppedException() {
        super("The reading of the video was stopped");
    }
}
