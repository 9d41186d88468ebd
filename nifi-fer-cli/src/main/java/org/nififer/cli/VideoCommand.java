package org.nififer.cli;

import org.nififer.dataset.OrderedExecutor;
import org.nififer.face.FaceDetectorPool;
import org.nififer.face.FaceSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.recognition.ExpressionRecognizer;
import org.nififer.recognition.Recognition;
import org.nififer.tracking.ExpressionAggregator;
import org.nififer.tracking.ExpressionSpan;
import org.nififer.tracking.TrackingSettings;
import org.nififer.video.VideoFrame;
import org.nififer.video.VideoReader;
import org.nififer.video.VideoSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

    @Option(names = "--model", required = true, description = ClassifierOptions.MODEL)
    private Path model;

    @Mixin
    private FrameOptions frames;

    @Mixin
    private FaceOptions faces;

    @Mixin
    private SmallestFaceOption smallestFace;

    @Mixin
    private TrackingOptions tracking;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private ClassifierOptions options;

    /** A video that cannot be read does not keep the others back; the exit code tells of it. */
    @Override
    public Integer call() throws IOException {
        final VideoSettings videoSettings = frames.settings();
        final TrackingSettings trackingSettings = tracking.settings();
        final FaceSettings faceSettings = smallestFace.applyTo(faces.settings());
        int failures = 0;
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model, options.settings()); FaceDetectorPool detectors = new FaceDetectorPool(faceSettings.detector())) {
            for (final Path video : videos) {
                try {
                    final FrameRecognizer recognizer = (image, name) -> detectors.use(
                            detector -> new ExpressionRecognizer(detector, faceSettings, classifier, true).recognize(image.image(), name));
                    print(video, aggregate(video, videoSettings, new ExpressionAggregator(trackingSettings), recognizer));
                } catch (final IOException e) {
                    specification.commandLine().getErr().println(Main.message(e));
                    failures++;
                }
            }
        }

        return failures == 0 ? 0 : Main.FAILED;
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
}
