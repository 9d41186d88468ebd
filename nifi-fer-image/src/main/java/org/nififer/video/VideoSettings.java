package org.nififer.video;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which frames of a video are read, in which size, and what it may cost.
 *
 * @param selection       which pictures
 * @param framesPerSecond of {@link FrameSelection#INTERVAL}, above 0 to {@value #MAXIMUM_RATE}
 * @param sceneThreshold  of {@link FrameSelection#SCENES}: how much a picture differs from the one before it, 0 to 1
 * @param maximumSide     larger pictures are shrunk to this many pixels of their longer side; empty to leave them
 * @param maximumFrames   a video with more is refused, 1 or more
 * @param timeLimit       a video that is not read within it is refused, above 0, at most {@link #MAXIMUM_TIME_LIMIT}
 */
public record VideoSettings(FrameSelection selection, double framesPerSecond, double sceneThreshold, OptionalInt maximumSide, int maximumFrames, Duration timeLimit) {

    /** What {@link #framesPerSecond} is at most. */
    public static final int MAXIMUM_RATE = 1000;
    /** What {@link #timeLimit} is at most. */
    public static final Duration MAXIMUM_TIME_LIMIT = Duration.ofDays(30);
    /** Frames a second where nothing else is said. */
    public static final double DEFAULT_RATE = 2;
    /** What a cut is where nothing else is said. */
    public static final double DEFAULT_SCENE_THRESHOLD = 0.3;
    /** What {@link #maximumFrames} is where nothing else is said: an hour and 23 minutes at {@link #DEFAULT_RATE}. */
    public static final int DEFAULT_MAXIMUM_FRAMES = 10_000;

    /** Added to the number of the interval, so that a picture at its start belongs to it whatever the rounding. */
    private static final String TOLERANCE = "0.001";

    public VideoSettings {
        if (!(framesPerSecond > 0 && framesPerSecond <= MAXIMUM_RATE)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s frames per second; expected more than 0, at most %d", framesPerSecond, MAXIMUM_RATE));
        }

        if (!(sceneThreshold >= 0 && sceneThreshold <= 1)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A scene threshold of %s; expected 0 to 1", sceneThreshold));
        }

        if (maximumSide.isPresent() && maximumSide.getAsInt() < 1 || maximumFrames < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A maximum side of %s and a maximum of %d frames; expected 1 or more", maximumSide, maximumFrames));
        }

        if (!timeLimit.isPositive() || timeLimit.compareTo(MAXIMUM_TIME_LIMIT) > 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A time limit of %d seconds; expected more than 0, at most %d", timeLimit.toSeconds(),
                    MAXIMUM_TIME_LIMIT.toSeconds()));
        }
    }

    /** FFmpeg's filter that drops the other pictures. The ones that stay keep their time. */
    String filter() {
        return switch (selection) {
            case INTERVAL -> {
                final String rate = BigDecimal.valueOf(framesPerSecond).toPlainString();
                yield String.format(Locale.ROOT, "select='isnan(prev_selected_t)+gt(floor(t*%1$s+%2$s),floor(prev_selected_t*%1$s+%2$s))'", rate, TOLERANCE);
            }
            case SCENES -> String.format(Locale.ROOT, "select='isnan(prev_selected_t)+gt(scene,%s)'", BigDecimal.valueOf(sceneThreshold).toPlainString());
            case ALL -> "null";
        };
    }
}
