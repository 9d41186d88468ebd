package org.nififer.cli;

import org.nififer.dataset.OrderedExecutor;
import org.nififer.face.FaceDetectorPool;
import org.nififer.face.FaceSettings;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ShippedModel;
import org.nififer.recognition.ExpressionRecognizer;
import org.nififer.recognition.Recognition;
import org.nififer.recognition.RecognitionJson;
import org.nififer.trainer.ProcessFrame;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code classify}: faces and expressions of photos, one JSON line each.
 */
@Command(name = "classify", mixinStandardHelpOptions = true,
        description = "Finds the faces of photos and the expressions they show: one JSON line a photo.")
final class ClassifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Photos.")
    private List<Path> images;

    @Option(names = "--model", description = ClassifierOptions.MODEL + " Without it, the one that comes with nifi-fer.")
    private Path model;

    @Mixin
    private FaceOptions faces;

    @Mixin
    private FaceOptions.SmallestFace smallestFace;

    @Mixin
    private CommonOptions.Threads threads;

    @Mixin
    private ClassifierOptions options;

    private int failures;

    /** An image that cannot be read does not keep the others from being classified; the exit code tells of it. */
    @Override
    public Integer call() throws IOException {
        final FaceSettings settings = smallestFace.applyTo(faces.settings());
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model == null ? ShippedModel.file() : model,
                options.settings()); FaceDetectorPool detectors = new FaceDetectorPool(settings.detector());
             OrderedExecutor<Line> executor = new OrderedExecutor<>(threads.threads(), this::print)) {
            for (final Path image : images) {
                executor.submit(0, () -> classify(image, detectors, settings, classifier));
            }

            executor.finish();
        }

        return failures == 0 ? 0 : ProcessFrame.FAILED;
    }

    /** One photo is decoded and searched while the network works on another. */
    private static Line classify(final Path image, final FaceDetectorPool detectors, final FaceSettings settings, final ExpressionClassifier classifier) {
        try {
            final byte[] encoded = InputFile.photo(image);
            final Recognition recognition = detectors.use(detector -> new ExpressionRecognizer(detector, settings, classifier).recognize(encoded, image.toString()));
            return new Line(true, RecognitionJson.write(image.toString(), recognition));
        } catch (final IOException e) {
            return new Line(false, ProcessFrame.message(e));
        }
    }

    private void print(final Line line) {
        final PrintWriter writer = line.recognized() ? specification.commandLine().getOut() : specification.commandLine().getErr();
        writer.println(line.text());
        writer.flush();
        failures += line.recognized() ? 0 : 1;
    }

    /** What is printed of a photo: its JSON, or what is wrong with it. */
    private record Line(boolean recognized, String text) {
    }
}
