package org.nififer.cli;

import org.nififer.dataset.OrderedExecutor;
import org.nififer.face.FaceDetectorPool;
import org.nififer.face.FaceSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ShippedModel;
import org.nififer.recognition.ExpressionRecognizer;
import org.nififer.recognition.Recognition;
import org.nififer.tracking.ExpressionAggregator;
import org.nififer.tracking.ExpressionSpan;
import org.nififer.tracking.TrackingSettings;
import org.nififer.video.FrameSelection;
import org.nififer.video.VideoFrame;
import org.nififer.video.VideoReader;
import org.nififer.video.VideoSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * {@code video}: who shows which expression when, one JSON line for each person and span of time.
 */
@Command(name = "video", mixinStandardHelpOptions = true,
        description = "Follows the faces of videos and their expressions: one JSON line for each person and span of time in which the expression stays the same.")
final class VideoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "VIDEO", arity = "1..*", description = "Videos.")
    private List<Path> videos;

    @Option(names = "--model", description = ClassifierOptions.MODEL + " Without it, the one that comes with nifi-fer.")
    private Path model;

    @Mixin
    private FrameOptions frames;

    @Mixin
    private FaceOptions faces;

    @Mixin
    private FaceOptions.SmallestFace smallestFace;

    @Mixin
    private TrackingOptions tracking;

    @Mixin
    private CommonOptions.Threads threads;

    @Mixin
    private ClassifierOptions options;

    @Override
    public Integer call() throws IOException {
        final VideoSettings videoSettings = frames.settings();
        final TrackingSettings trackingSettings = tracking.settings();
        final FaceSettings faceSettings = smallestFace.applyTo(faces.settings());
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model == null ? ShippedModel.file() : model,
                options.settings()); FaceDetectorPool detectors = new FaceDetectorPool(faceSettings.detector())) {
            final FrameRecognizer recognizer = (image, name) -> detectors.use(
                    detector -> new ExpressionRecognizer(detector, faceSettings, classifier, true).recognize(image.image(), name));
            return InputFile.each(specification, videos,
                    video -> print(video, aggregate(video, videoSettings, new ExpressionAggregator(trackingSettings), recognizer)));
        }
    }

    /** The next frames are decoded and searched while the network works on one. */
    private List<ExpressionSpan> aggregate(final Path video, final VideoSettings settings, final ExpressionAggregator aggregator, final FrameRecognizer recognizer)
            throws IOException {
        if (!Files.exists(video)) {
            throw new NoSuchFileException(video.toString());
        }

        try (VideoReader reader = new VideoReader(video.toString(), settings);
             OrderedExecutor<Recognized> executor = new OrderedExecutor<>(threads.threads(), frame -> aggregator.add(frame.milliseconds(), frame.recognition()))) {
            reader.open(video);
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                final VideoFrame next = frame;
                final String name = String.format(Locale.ROOT, "%s at %d ms", video, next.milliseconds());
                executor.submit(next.image().pixels().length, () -> new Recognized(next.milliseconds(), recognizer.recognize(next, name)));
            }

            executor.finish();
            reader.damage().ifPresent(damage -> specification.commandLine().getErr().printf(Locale.ROOT, "%s is damaged and was read as far as it could be decoded: %s%n", video,
                    damage));
        }

        return aggregator.spans();
    }

    private void print(final Path video, final List<ExpressionSpan> spans) {
        final PrintWriter output = specification.commandLine().getOut();
        spans.forEach(span -> output.println(span.json(video.toString())));
        output.flush();
    }

    private interface FrameRecognizer {

        Recognition recognize(VideoFrame frame, String name) throws IOException;
    }

    /** What a frame shows, and when. */
    private record Recognized(long milliseconds, Recognition recognition) {
    }

    /**
     * Which frames of a video are looked at.
     */
    static final class FrameOptions {

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
            return CommonOptions.settings(spec, () -> new VideoSettings(selection, framesPerSecond, sceneThreshold,
                    maximumSide == null ? OptionalInt.empty() : OptionalInt.of(maximumSide), maximumFrames, Duration.ofSeconds(timeLimit)));
        }
    }

    /**
     * How faces are followed through a video, and how their expressions become spans of time.
     */
    static final class TrackingOptions {

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
            return CommonOptions.settings(spec, () -> new TrackingSettings(minimumOverlap, minimumSimilarity, maximumGap, smoothingWindow, minimumDuration));
        }
    }
}
