package org.nififer.cli;

import org.nififer.video.FrameSelection;
import org.nififer.video.VideoSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * Which frames of a video are looked at.
 */
final class FrameOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--frame-selection", defaultValue = "interval", converter = Converters.Frames.class, completionCandidates = Converters.Frames.class, paramLabel = "CHOICE",
            description = "One of ${COMPLETION-CANDIDATES}: so many a second (default), where scenes begin, or all.")
    private FrameSelection selection;

    @Option(names = "--frames-per-second", defaultValue = "" + VideoSettings.DEFAULT_RATE, paramLabel = "N",
            description = "With interval: how many of each second (default ${DEFAULT-VALUE}).")
    private double framesPerSecond;

    @Option(names = "--scene-threshold", defaultValue = "" + VideoSettings.DEFAULT_SCENE_THRESHOLD, paramLabel = "S",
            description = "With scenes: how much a picture must differ from the one before it, 0 to 1 (default ${DEFAULT-VALUE}).")
    private double sceneThreshold;

    @Option(names = "--maximum-side", paramLabel = "N", description = "Shrinks frames whose longer side has more pixels.")
    private Integer maximumSide;

    @Option(names = "--maximum-frames", defaultValue = "" + VideoSettings.DEFAULT_MAXIMUM_FRAMES, paramLabel = "N",
            description = "A video with more frames is refused (default ${DEFAULT-VALUE}).")
    private int maximumFrames;

    @Option(names = "--time-limit", defaultValue = "3600", paramLabel = "SECONDS", description = "A video that takes longer is refused (default ${DEFAULT-VALUE}).")
    private long timeLimit;

    VideoSettings settings() {
        try {
            return new VideoSettings(selection, framesPerSecond, sceneThreshold, maximumSide == null ? OptionalInt.empty() : OptionalInt.of(maximumSide), maximumFrames,
                    Duration.ofSeconds(timeLimit));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
