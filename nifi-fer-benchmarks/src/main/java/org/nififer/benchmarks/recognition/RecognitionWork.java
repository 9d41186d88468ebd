package org.nififer.benchmarks.recognition;

import org.nififer.benchmarks.PresetConverter;
import org.nififer.common.Expression;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.drawing.DrawnFaces;
import org.nififer.face.FaceDetector;
import org.nififer.face.FaceDetectorFactory;
import org.nififer.face.FaceDetectorPool;
import org.nififer.face.FaceSettings;
import org.nififer.face.PhotoFaces;
import org.nififer.image.ImageCodec;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.NetworkParameters;
import org.nififer.network.NetworkPreset;
import org.nififer.recognition.ExpressionRecognizer;
import org.nififer.recognition.Recognition.Timings;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the benchmarks of recognition work on, and how they do it without NiFi. Whoever opens it closes it.
 */
final class RecognitionWork implements AutoCloseable {

    private static final int DRAWN_PHOTOS = 8;

    private final List<byte[]> files;
    private final FaceSettings settings;
    private final ExpressionClassifier classifier;
    private final FaceDetectorPool detectors;

    private RecognitionWork(final List<byte[]> files, final FaceSettings settings, final ExpressionClassifier classifier) throws IOException {
        this.files = files;
        this.settings = settings;
        this.classifier = classifier;
        this.detectors = new FaceDetectorPool(settings.detector());
    }

    /** The options that say what it is. */
    static final class Options {

        @Parameters(paramLabel = "PHOTO", arity = "0..*", description = "Photos; drawn ones of 1280 x 960 pixels with two faces where there are none.")
        private List<Path> photos = new ArrayList<>();

        @Option(names = "--model", paramLabel = "M.safetensors",
                description = "The model; where none is named, one with random weights, which is as fast as a trained one.")
        private Path model;

        @Option(names = "--preset", defaultValue = "swin-t", paramLabel = "NAME", converter = PresetConverter.class,
                description = "The network of random weights (default ${DEFAULT-VALUE}).")
        private NetworkPreset preset;

        @Option(names = "--face-detector", defaultValue = "haar", paramLabel = "haar|none|YUNET.onnx", description = "What finds the faces (default ${DEFAULT-VALUE}).")
        private String faceDetector;

        String faceDetector() {
            return faceDetector;
        }

        /**
         * Opens what the options say.
         *
         * @param folder for a model with random weights, which stays there
         */
        RecognitionWork open(final Path folder) throws IOException {
            return new RecognitionWork(files(), FaceSettings.of(FaceDetectorFactory.parse(faceDetector)), ExpressionClassifier.open(modelFile(folder)));
        }

        /** The file of the model, written where none was named and it is not there yet. */
        Path modelFile(final Path folder) throws IOException {
            if (model != null) {
                return model;
            }

            final Path file = folder.resolve("random.safetensors");
            if (!Files.exists(file)) {
                try (NetworkParameters weights = NetworkParameters.random(preset.configuration(), 0)) {
                    ModelFile.write(file, ModelDescription.of(preset.configuration()), weights);
                }
            }

            return file;
        }

        /** The content of the photos. */
        List<byte[]> files() throws IOException {
            final List<byte[]> files = new ArrayList<>();
            for (final Path photo : photos) {
                files.add(Files.readAllBytes(photo));
            }

            for (int number = 0; photos.isEmpty() && number < DRAWN_PHOTOS; number++) {
                final List<Expression> expressions = List.of(Expression.ofId(number % Expression.all().size()), Expression.HAPPINESS);
                files.add(ImageCodec.encodeJpeg(DrawnFaces.photo(number, 1280, 960, expressions).image(), 90));
            }

            return files;
        }
    }

    /** How many different photos there are. */
    int photos() {
        return files.size();
    }

    private byte[] file(final int number) {
        return files.get(number % files.size());
    }

    private ExpressionRecognizer recognizer(final FaceDetector detector) {
        return new ExpressionRecognizer(detector, settings, classifier);
    }

    /** Everything of a photo before the next one begins; returns the number of faces. */
    long oneAfterTheOther(final int count) throws IOException {
        long faces = 0;
        for (int number = 0; number < count; number++) {
            final byte[] file = file(number);
            faces += detectors.use(detector -> recognizer(detector).recognize(file, "photo").faces().size());
        }

        return faces;
    }

    /** Decoding and detection on a thread beside the network; returns the number of faces. */
    long searchBesideNetwork(final int count) throws IOException {
        final long[] faces = new long[1];
        final OrderedExecutor.Consumer<PhotoFaces> network = found -> faces[0] += detectors.use(detector -> recognizer(detector).classify(found, "photo")).faces().size();
        try (OrderedExecutor<PhotoFaces> executor = new OrderedExecutor<>(1, network)) {
            for (int number = 0; number < count; number++) {
                final byte[] file = file(number);
                executor.submit(file.length, () -> detectors.use(detector -> recognizer(detector).find(file, "photo")));
            }

            executor.finish();
        }

        return faces[0];
    }

    /** Two tasks that share the network, as NiFi's concurrent tasks do; returns the number of faces. */
    long twoTasks(final int count) throws IOException {
        final long[] faces = new long[1];
        try (OrderedExecutor<Integer> executor = new OrderedExecutor<>(2, found -> faces[0] += found)) {
            for (int number = 0; number < count; number++) {
                final byte[] file = file(number);
                executor.submit(file.length, () -> detectors.use(detector -> recognizer(detector).recognize(file, "photo").faces().size()));
            }

            executor.finish();
        }

        return faces[0];
    }

    /** What the steps of one photo take when nothing else is done. */
    Timings timings(final int number) throws IOException {
        final byte[] file = file(number);
        return detectors.use(detector -> recognizer(detector).recognize(file, "photo")).timings();
    }

    @Override
    public void close() {
        detectors.close();
        classifier.close();
    }
}
