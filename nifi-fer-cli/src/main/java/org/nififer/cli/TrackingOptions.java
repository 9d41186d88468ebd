package org.nififer.cli;

import org.nififer.tracking.TrackingSettings;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * How faces are followed through a video, and how their expressions become spans of time.
 */
final class TrackingOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--minimum-overlap", paramLabel = "O", showDefaultValue = Visibility.ALWAYS,
            description = "From which intersection over union of the boxes a face is the one of the frame before, 0 to 1.")
    private double minimumOverlap = TrackingSettings.DEFAULT.minimumOverlap();

    @Option(names = "--minimum-similarity", paramLabel = "S", showDefaultValue = Visibility.ALWAYS,
            description = "From which cosine of the features a face that overlaps nobody is somebody who was lost, -1 to 1. "
                    + "The features are trained to tell expressions, not people.")
    private double minimumSimilarity = TrackingSettings.DEFAULT.minimumSimilarity();

    @Option(names = "--maximum-gap", paramLabel = "MS", showDefaultValue = Visibility.ALWAYS,
            description = "For how many milliseconds a face may be missing in frames; one that comes back later is another person.")
    private long maximumGap = TrackingSettings.DEFAULT.maximumGap();

    @Option(names = "--smoothing-window", paramLabel = "MS", showDefaultValue = Visibility.ALWAYS,
            description = "Milliseconds over which probabilities are averaged; 0 to leave them.")
    private long smoothingWindow = TrackingSettings.DEFAULT.smoothingWindow();

    @Option(names = "--minimum-duration", paramLabel = "MS", showDefaultValue = Visibility.ALWAYS,
            description = "A shorter span joins the one beside it; 0 to keep all.")
    private long minimumDuration = TrackingSettings.DEFAULT.minimumDuration();

    TrackingSettings settings() {
        try {
            return new TrackingSettings(minimumOverlap, minimumSimilarity, maximumGap, smoothingWindow, minimumDuration);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
