package org.nififer.benchmarks.recognition;

import com.sun.management.OperatingSystemMXBean;
import org.nififer.core.Expression;
import org.nififer.core.dataset.OrderedExecutor;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.face.FaceDetector;
import org.nififer.core.face.FaceDetectorFactory;
import org.nififer.core.face.FaceDetectorPool;
import org.nififer.core.face.FaceSettings;
import org.nififer.core.face.PhotoFaces;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.core.model.ModelDescription;
import org.nififer.core.network.NetworkParameters;
import org.nififer.core.network.NetworkPreset;
import org.nififer.core.network.Precision;
import org.nififer.core.recognition.ExpressionRecognizer;
import org.nififer.core.recognition.Recognition.Timings;
import org.nififer.core.recognition.RecognitionJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code recognition-speed}: photos a second one after the other, with decoding and detection beside the network, and as concurrent tasks do it.
 */
@Command(name = "recognition-speed", mixinStandardHelpOptions = true,
        description = "Photos a second of recognition: one after the other, with decoding and detection on a thread beside the network, and in two tasks that share the "
                + "network as NiFi's concurrent tasks do; with the part of all processors' time that was used.")
public final class RecognitionSpeedCommand implements Callable<Integer> {

    private static final int DRAWN_PHOTOS = 8;

    @Parameters(paramLabel = "PHOTO", arity = "0..*", description = "Photos; drawn ones of 1280 x 960 pixels with two faces where there are none.")
    private List<Path> photos = new ArrayList<>();

    @Option(names = "--model", paramLabel = "M.safetensors", description = "The model; where none is named, swin-t with random weights, which is as fast as a trained one.")
    private Path model;

    @Option(names = "--face-detector", defaultValue = "haar", paramLabel = "haar|none|YUNET.onnx", description = "What finds the faces (default ${DEFAULT-VALUE}).")
    private String faceDetector;

    @Option(names = "--count", defaultValue = "60", paramLabel = "N", description = "Photos of each round; the files are taken in turn (default ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N", description = "Rounds, of which the fastest counts; the ways take turns (default ${DEFAULT-VALUE}).")
    private int rounds;

    /** A way to recognise all photos; returns how many faces there were. */
    @FunctionalInterface
    private interface Way {

        long recognize() throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        final List<byte[]> files = files();
        final FaceSettings settings = FaceSettings.of(FaceDetectorFactory.parse(faceDetector));
        try (ExpressionClassifier classifier = classifier(); FaceDetectorPool detectors = new FaceDetectorPool(settings.detector())) {
            final Setup setup = new Setup(files, count, settings, detectors, classifier);
            final List<Way> ways = List.of(() -> oneAfterTheOther(setup), () -> searchBesideNetwork(setup), () -> twoTasks(setup));
            final List<Measurement> best = new ArrayList<>();
            for (final Way way : ways) {
                // The first run of each loads and compiles.
                way.recognize();
                best.add(measure(way));
            }

            for (int round = 1; round < rounds; round++) {
                for (int index = 0; index < ways.size(); index++) {
                    final Measurement next = measure(ways.get(index));
                    best.set(index, next.seconds() < best.get(index).seconds() ? next : best.get(index));
                }
            }

            print(best);
            printSteps(setup);
        }

        return 0;
    }

    private void print(final List<Measurement> best) {
        System.out.printf("%n%-36s%12s%12s%10s%10s%n", "", "photos/s", "faces/s", "CPU", "ratio");
        final List<String> names = List.of("one after the other", "search beside the network", "two tasks");
        for (int index = 0; index < names.size(); index++) {
            final Measurement way = best.get(index);
            System.out.printf("%-36s%12.1f%12.1f%9.0f%%%10.2f%n", names.get(index), count / way.seconds(), way.faces() / way.seconds(), 100 * way.utilisation(),
                    best.getFirst().seconds() / way.seconds());
        }

        System.out.printf("%d processors, Java %s, detector %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version(), faceDetector);
    }

    /** What the steps of one photo take when nothing else is done. */
    private static void printSteps(final Setup setup) throws IOException {
        double decode = 0;
        double detect = 0;
        double classify = 0;
        for (final byte[] file : setup.files()) {
            final Timings timings = setup.detectors().use(detector -> setup.recognizer(detector).recognize(file, "photo")).timings();
            decode += RecognitionJson.milliseconds(timings.decode());
            detect += RecognitionJson.milliseconds(timings.detect());
            classify += RecognitionJson.milliseconds(timings.classify());
        }

        final int photos = setup.files().size();
        System.out.printf("Milliseconds a photo alone: decode %.1f, detect %.1f, classify %.1f (%s)%n", decode / photos, detect / photos, classify / photos,
                Precision.ofThisMachine().label());
    }

    private List<byte[]> files() throws IOException {
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

    private ExpressionClassifier classifier() throws IOException {
        if (model != null) {
            return ExpressionClassifier.open(model);
        }

        try (NetworkParameters weights = NetworkParameters.random(NetworkPreset.SWIN_T.configuration(), 0)) {
            return ExpressionClassifier.of("random", ModelDescription.of(NetworkPreset.SWIN_T.configuration()), weights, Precision.ofThisMachine());
        }
    }

    private static long oneAfterTheOther(final Setup setup) throws IOException {
        long faces = 0;
        for (int number = 0; number < setup.count(); number++) {
            final byte[] file = setup.file(number);
            faces += setup.detectors().use(detector -> setup.recognizer(detector).recognize(file, "photo").faces().size());
        }

        return faces;
    }

    private static long searchBesideNetwork(final Setup setup) throws IOException {
        final long[] faces = new long[1];
        final OrderedExecutor.Consumer<PhotoFaces> network = found -> faces[0] += setup.detectors().use(detector -> setup.recognizer(detector).classify(found, "photo"))
                .faces().size();
        try (OrderedExecutor<PhotoFaces> executor = new OrderedExecutor<>(1, network)) {
            for (int number = 0; number < setup.count(); number++) {
                final byte[] file = setup.file(number);
                executor.submit(file.length, () -> setup.detectors().use(detector -> setup.recognizer(detector).find(file, "photo")));
            }

            executor.finish();
        }

        return faces[0];
    }

    private static long twoTasks(final Setup setup) throws IOException {
        final long[] faces = new long[1];
        try (OrderedExecutor<Integer> executor = new OrderedExecutor<>(2, found -> faces[0] += found)) {
            for (int number = 0; number < setup.count(); number++) {
                final byte[] file = setup.file(number);
                executor.submit(file.length, () -> setup.detectors().use(detector -> setup.recognizer(detector).recognize(file, "photo").faces().size()));
            }

            executor.finish();
        }

        return faces[0];
    }

    private static Measurement measure(final Way way) throws IOException {
        final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        final long processorTime = system.getProcessCpuTime();
        final long start = System.nanoTime();
        final long faces = way.recognize();
        final long nanoseconds = System.nanoTime() - start;
        final double used = system.getProcessCpuTime() - processorTime;
        return new Measurement(nanoseconds / 1e9, faces, used / nanoseconds / Runtime.getRuntime().availableProcessors());
    }

    /** What all ways work with. */
    private record Setup(List<byte[]> files, int count, FaceSettings settings, FaceDetectorPool detectors, ExpressionClassifier classifier) {

        private byte[] file(final int number) {
            return files.get(number % files.size());
        }

        private ExpressionRecognizer recognizer(final FaceDetector detector) {
            return new ExpressionRecognizer(detector, settings, classifier);
        }
    }

    /**
     * One round of a way.
     *
     * @param faces       all that were found
     * @param utilisation the part of all processors' time that the process used, 0 to 1
     */
    private record Measurement(double seconds, long faces, double utilisation) {
    }
}
