package org.nififer.trainer.cli;

import org.nififer.core.face.FaceDetector;
import org.nififer.core.face.FaceDetectorFactory;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.core.recognition.ExpressionRecognizer;
import org.nififer.core.recognition.RecognitionJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code classify}: faces and expressions of photos, one JSON line each.
 */
@Command(name = "classify", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Finds the faces of photos and the expressions they show: one JSON line a photo.")
final class ClassifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Photos.")
    private List<Path> images;

    @Option(names = "--model", required = true, description = ClassifierOptions.MODEL)
    private Path model;

    @Option(names = "--face-detector", defaultValue = "haar", paramLabel = "haar|none|YUNET.onnx",
            description = "haar is embedded; none takes the whole image as the one face; YuNet comes by its file.")
    private String faceDetector;

    @Mixin
    private ClassifierOptions options;

    /** An image that cannot be read does not keep the others from being classified; the exit code tells of it. */
    @Override
    public Integer call() throws IOException {
        final PrintWriter output = specification.commandLine().getOut();
        int failures = 0;
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model, options.settings());
             FaceDetector detector = FaceDetectorFactory.parse(faceDetector).open()) {
            final ExpressionRecognizer recognizer = new ExpressionRecognizer(detector, classifier);
            for (final Path image : images) {
                try {
                    output.println(RecognitionJson.write(image.toString(), recognizer.recognize(ImageCodec.decode(Files.readAllBytes(image), image.toString()))));
                    output.flush();
                } catch (final IOException e) {
                    specification.commandLine().getErr().println(Main.message(e));
                    failures++;
                }
            }
        }

        return failures == 0 ? 0 : Main.FAILED;
    }
}
