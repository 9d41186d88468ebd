package org.nififer.benchmarks.recognition;

import com.sun.management.OperatingSystemMXBean;
import org.nififer.benchmarks.TemporaryFolder;
import org.nififer.network.Precision;
import org.nififer.recognition.Recognition.Timings;
import org.nififer.recognition.RecognitionJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code recognition-speed}: photos a second one after the other, with decoding and detection beside the network, and as concurrent tasks do it.
 */
@Command(name = "recognition-speed", mixinStandardHelpOptions = true,
        description = "Photos a second of recognition: one after the other, with decoding and detection on a thread beside the network, and in two tasks that share the "
                + "network as NiFi's concurrent tasks do; with the part of all processors' time that was used.")
public final class RecognitionSpeedCommand implements Callable<Integer> {

    @Mixin
    private RecognitionWork.Options options;

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
        try (TemporaryFolder folder = new TemporaryFolder(); RecognitionWork work = options.open(folder.path())) {
            final List<Way> ways = List.of(() -> work.oneAfterTheOther(count), () -> work.searchBesideNetwork(count), () -> work.twoTasks(count));
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
            printSteps(work);
        }

        return 0;
    }

    private void print(final List<Measurement> best) {
        System.out.printf(Locale.ROOT, "%n%-36s%12s%12s%10s%10s%n", "", "photos/s", "faces/s", "CPU", "ratio");
        final List<String> names = List.of("one after the other", "search beside the network", "two tasks");
        for (int index = 0; index < names.size(); index++) {
            final Measurement way = best.get(index);
            System.out.printf(Locale.ROOT, "%-36s%12.1f%12.1f%9.0f%%%10.2f%n", names.get(index), count / way.seconds(), way.faces() / way.seconds(), 100 * way.utilisation(),
                    best.getFirst().seconds() / way.seconds());
        }

        System.out.printf(Locale.ROOT, "%d processors, Java %s, detector %s%n", Runtime.getRuntime().availableProcessors(), Runtime.version(), options.faceDetector());
    }

    private static void printSteps(final RecognitionWork work) throws IOException {
        double decode = 0;
        double detect = 0;
        double classify = 0;
        for (int photo = 0; photo < work.photos(); photo++) {
            final Timings timings = work.timings(photo);
            decode += RecognitionJson.milliseconds(timings.decode());
            detect += RecognitionJson.milliseconds(timings.detect());
            classify += RecognitionJson.milliseconds(timings.classify());
        }

        System.out.printf(Locale.ROOT, "Milliseconds a photo alone: decode %.1f, detect %.1f, classify %.1f (%s)%n", decode / work.photos(), detect / work.photos(),
                classify / work.photos(),
                Precision.ofThisMachine().label());
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

    /**
     * One round of a way.
     *
     * @param faces       all that were found
     * @param utilisation the part of all processors' time that the process used, 0 to 1
     */
    private record Measurement(double seconds, long faces, double utilisation) {
    }
}
