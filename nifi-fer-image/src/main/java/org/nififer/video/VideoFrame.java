package org.nififer.video;

import org.nififer.common.RgbImage;

/**
 * A picture of a video.
 *
 * @param milliseconds when it is shown, after the start of the video
 * @param image        upright, with square pixels
 */
public record VideoFrame(long milliseconds, RgbImage image) {
}
