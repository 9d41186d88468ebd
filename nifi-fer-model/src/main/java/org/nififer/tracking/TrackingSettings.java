package org.nififer.tracking;

import java.util.Locale;

/**
 * How faces are followed through a video, and how their expressions become spans of time.
 *
 * @param minimumOverlap    intersection over union from which a face is the one that was there before, 0 to 1
 * @param minimumSimilarity cosine of the features from which a face elsewhere is one that was lost, -1 to 1
 * @param maximumGap        milliseconds for which a face may be missing in frames; one that comes back later is another person
 * @param smoothingWindow   milliseconds over which probabilities are averaged, half of them before a frame and half after it; 0 to leave them
 * @param minimumDuration   milliseconds; a shorter span joins the one beside it
 */
public record TrackingSettings(double minimumOverlap, double minimumSimilarity, long maximumGap, long smoothingWindow, long minimumDuration) {

    /** What fits videos of which two frames a second or more are taken. */
    public static final TrackingSettings DEFAULT = new TrackingSettings(0.3, 0.9, 2000, 2000, 1000);

    public TrackingSettings {
        if (!(minimumOverlap >= 0 && minimumOverlap <= 1)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A minimum overlap of %s; expected 0 to 1", minimumOverlap));
        }

        if (!(minimumSimilarity >= -1 && minimumSimilarity <= 1)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A minimum similarity of %s; expected -1 to 1", minimumSimilarity));
        }

        if (maximumGap < 0 || smoothingWindow < 0 || minimumDuration < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A maximum gap of %d ms, a smoothing window of %d ms and a minimum duration of %d ms; expected 0 or more",
                    maximumGap, smoothingWindow, minimumDuration));
        }
    }
}
