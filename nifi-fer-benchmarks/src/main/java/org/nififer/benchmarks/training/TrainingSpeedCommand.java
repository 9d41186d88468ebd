package org.nififer.benchmarks.training;

import org.nififer.benchmarks.PresetConverter;
import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.model.ImageNormalizer;
import org.nififer.model.ModelDescription;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkPreset;
import org.nififer.network.Precision;
import org.nififer.trainer.run.AugmentationSettings;
import org.nififer.trainer.run.Batch;
import org.nififer.trainer.run.BatchReader;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.OptimizerSettings;
import org.nififer.trainer.run.TargetEncoder;
import org.nififer.trainer.run.TargetSettings;
import org.nififer.trainer.run.TrainingAugmentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/**
 * {@code training-speed}: steps with SGD and with SAM, in float32 and in mixed precision, what of them waits for data, and whether memory grows.
 */
@Command(name = "training-speed", mixinStandardHelpOptions = true,
        description = "The time of a training step with SGD and with SAM, and in bf16 beside fp32 where the CPU multiplies it in hardware; the part of the time in which the "
                + "network waits for data; and the memory before and after many steps. Networks have random weights, faces are drawn.")
public final class TrainingSpeedCommand implements Callable<Integer> {

    private static final int WARM_UP = 20;
    private static final int DRAWN_FACES = 256;

    @Spec
    private CommandSpec specification;

    @Option(names = "--preset", defaultValue = "swin-mini", paramLabel = "NAME", converter = PresetConverter.class, description = "The network (default ${DEFAULT-VALUE}).")
    private NetworkPreset preset;

    @Option(names = "--batch-size", defaultValue = "" + OptimizerSettings.DEFAULT_BATCH_SIZE, paramLabel = "N", description = "Samples of a step (default ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--timed-steps", defaultValue = "20", paramLabel = "N",
            description = "Steps of each way on one batch, taken in turn, whose median counts (default ${DEFAULT-VALUE}).")
    private int timedSteps;

    @Option(names = "--steps", defaultValue = "200", paramLabel = "N", description = "Steps of each way on data as it is read, for waiting and memory (default ${DEFAULT-VALUE}).")
    private int steps;

    @Override
    public Integer call() throws IOException {
        final NetworkConfiguration architecture = preset.configuration();
        if (batchSize < 1 || timedSteps < 1 || steps < 1) {
            throw new ParameterException(specification.commandLine(), "Expected a batch size and numbers of steps of at least 1");
        }

        final Path file = Files.createTempFile("nifi-fer-benchmark", ".tar");
        final List<TrainingWay> ways = new ArrayList<>();
        try {
            draw(file, architecture.imageSize());
            for (final Precision precision : Precision.isBf16InHardware() ? List.of(Precision.FP32, Precision.BF16) : List.of(Precision.FP32)) {
                ways.add(new TrainingWay(architecture, OptimizerKind.SGD, precision));
                ways.add(new TrainingWay(architecture, OptimizerKind.SAM, precision));
            }

            try (DatasetIndex dataset = DatasetIndex.open(file)) {
                time(ways, dataset, architecture);
                print(ways, read(ways, dataset, architecture, steps), architecture);
            }

            return 0;
        } finally {
            ways.forEach(TrainingWay::close);
            Files.deleteIfExists(file);
        }
    }

    private static void draw(final Path file, final int side) throws IOException {
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            for (int number = 0; number < DRAWN_FACES; number++) {
                final Expression expression = Expression.ofId(number % Expression.all().size());
                final byte[] image = ImageCodec.encodePng(DrawnFaces.face(expression, number, side));
                writer.write(new Sample(String.format(Locale.ROOT, "%04d", number), ImageFormat.PNG, image,
                        SampleMetadata.builder(expression).split(Split.TRAIN).sha256(Sha256.hex(image)).build()));
            }
        }
    }

    /** In turn, so that whatever else the machine does meets all of them. */
    private void time(final List<TrainingWay> ways, final DatasetIndex dataset, final NetworkConfiguration architecture) throws IOException {
        // The first steps load, compile and fill the heap.
        read(ways, dataset, architecture, WARM_UP);
        final Batch batch;
        try (BatchReader reader = reader(dataset, architecture, 1)) {
            batch = reader.read(1).getFirst();
        }

        for (int step = 0; step < timedSteps; step++) {
            ways.forEach(way -> way.timedStep(batch));
        }
    }

    private List<TrainingWay.Reading> read(final List<TrainingWay> ways, final DatasetIndex dataset, final NetworkConfiguration architecture, final int batches)
            throws IOException {
        final List<TrainingWay.Reading> readings = new ArrayList<>();
        for (final TrainingWay way : ways) {
            try (BatchReader reader = reader(dataset, architecture, batches)) {
                readings.add(way.read(reader));
            }
        }

        return readings;
    }

    /** As a training reads, with its augmentation; the faces come again and again. */
    private BatchReader reader(final DatasetIndex dataset, final NetworkConfiguration architecture, final int batches) {
        final int[] samples = dataset.samples(Split.TRAIN);
        final int[] order = IntStream.range(0, batches * batchSize).map(position -> samples[position % samples.length]).toArray();
        return new BatchReader(dataset, new ImageNormalizer(ModelDescription.of(architecture)),
                new TargetEncoder(dataset, Expression.all(), TargetSettings.builder().build(), samples), new AugmentationSettings(TrainingAugmentation.FLIP_ROTATE, 0, 0), order,
                batchSize, 0);
    }

    private void print(final List<TrainingWay> ways, final List<TrainingWay.Reading> readings, final NetworkConfiguration architecture) {
        System.out.printf(Locale.ROOT, "%n%-10s%12s%12s%12s%18s%24s%n", "", "ms/step", "images/s", "ratio", "waits for data", String.format(Locale.ROOT, "RSS MiB, %d steps",
                steps));
        for (int index = 0; index < ways.size(); index++) {
            final double milliseconds = ways.get(index).milliseconds();
            final TrainingWay.Reading reading = readings.get(index);
            System.out.printf(Locale.ROOT, "%-10s%12.1f%12.1f%12.2f%17.2f%%%24s%n", ways.get(index).name(), milliseconds, batchSize * 1000 / milliseconds,
                    milliseconds / ways.getFirst().milliseconds(), 100 * reading.waiting(), String.format(Locale.ROOT, "%s -> %s", text(reading.rssBefore()),
                    text(reading.rssAfter())));
        }

        for (int first = 0; first < ways.size(); first += 2) {
            final TrainingWay sgd = ways.get(first);
            final TrainingWay sam = ways.get(first + 1);
            System.out.printf(Locale.ROOT, "%s / %s: %.2f%n", sam.name(), sgd.name(), sam.milliseconds() / sgd.milliseconds());
        }

        if (ways.size() == 2) {
            System.out.println("bf16 is not measured: this CPU does not multiply it in hardware (AMX or AVX512-BF16)");
        } else {
            System.out.printf(Locale.ROOT, "fp32 / bf16: SGD %.2f, SAM %.2f%n", ways.get(0).milliseconds() / ways.get(2).milliseconds(),
                    ways.get(1).milliseconds() / ways.get(3).milliseconds());
        }

        System.out.printf(Locale.ROOT, "%s, %d parameters, %d pixels, batch size %d, %d processors, Java %s%n", preset.label(), architecture.parameterCount(),
                architecture.imageSize(),
                batchSize, Runtime.getRuntime().availableProcessors(), Runtime.version());
    }

    private static String text(final OptionalLong number) {
        return number.isPresent() ? Long.toString(number.getAsLong()) : "unknown";
    }
}
