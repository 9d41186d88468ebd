package org.nififer.benchmarks.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import org.nififer.benchmarks.PresetConverter;
import org.nififer.network.ComputeDevice;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.NetworkPreset;
import org.nififer.network.Precision;
import org.nififer.network.PreparedParameters;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;
import org.nififer.onnx.NetworkGraph;
import org.nififer.onnx.OnnxEngine;
import org.nififer.onnx.OnnxEngine.LoadedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code network-speed}: images a second of the network alone, as eager DJL, in ONNX Runtime and as nifi-fer runs it, and how near that is to the peak of the machine.
 */
@Command(name = "network-speed", mixinStandardHelpOptions = true,
        description = "Images a second of the network alone: with eager operations of DJL, in ONNX Runtime, and as nifi-fer runs it, in fp32 and, where the CPU multiplies it "
                + "in hardware, in bf16; what part of the peak of matrix products that is, and what the time goes to. Weights and images are random; the ways take turns, and the "
                + "fastest batch counts.")
public final class NetworkSpeedCommand implements Callable<Integer> {

    private static final int PROFILED_BATCHES = 5;
    private static final int PROFILE_LINES = 12;

    @Spec
    private CommandSpec specification;

    @Option(names = "--preset", defaultValue = "swin-t", paramLabel = "NAME", converter = PresetConverter.class, description = "The network (default ${DEFAULT-VALUE}).")
    private NetworkPreset preset;

    @Option(names = "--batch-sizes", defaultValue = "1,32", split = ",", paramLabel = "N", description = "Images that go through the network together (default ${DEFAULT-VALUE}).")
    private List<Integer> batchSizes;

    @Option(names = "--rounds", defaultValue = "5", paramLabel = "N",
            description = "Turns of each way, of 32 images or one batch, whichever is more; the fastest batch counts (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--threads", defaultValue = "0", paramLabel = "N", description = "Cores that each way computes with; 0 for all (default ${DEFAULT-VALUE}).")
    private int threads;

    @Override
    public Integer call() throws Exception {
        if (!(preset.configuration() instanceof final SwinConfiguration configuration)) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "%s is no Swin; expected one, as the network of eager operations is",
                    preset.label()));
        }

        if (rounds < 1 || threads < 0 || batchSizes.stream().anyMatch(size -> size < 1)) {
            throw new ParameterException(specification.commandLine(), "Expected batch sizes and rounds of at least 1, and no negative number of threads");
        }

        final boolean hasBf16 = Precision.isBf16InHardware();
        try (NetworkParameters weights = NetworkParameters.random(configuration, 0); Network network = new Network(configuration, ComputeDevice.CPU);
             PreparedParameters prepared = network.prepare(weights, Precision.FP32);
             PreparedParameters half = hasBf16 ? network.prepare(weights, Precision.BF16) : null;
             EagerSwin eager = new EagerSwin(configuration, weights);
             LoadedModel onnx = OnnxEngine.load(onnx(configuration, prepared), Path.of("."), Optional.of(ComputeDevice.CPU), threads, preset.label())) {
            TorchEngine.useCores(threads == 0 ? TorchEngine.cores() : threads);
            final List<NetworkWay> ways = new ArrayList<>(List.of(
                    new NetworkWay("eager DJL, fp32", (images, count) -> eager(eager, configuration, images, count)),
                    new NetworkWay("ONNX Runtime, fp32", (images, count) -> onnx(onnx, configuration, images, count)),
                    new NetworkWay("nifi-fer, fp32", (images, count) -> ours(network, prepared, configuration, images, count))));
            if (hasBf16) {
                ways.add(new NetworkWay("nifi-fer, bf16", (images, count) -> ours(network, half, configuration, images, count)));
            }

            final double operations = operations(configuration);
            final double[] peaks = {MatrixPeak.operationsPerSecond(Precision.FP32, rounds), hasBf16 ? MatrixPeak.operationsPerSecond(Precision.BF16, rounds) : Double.NaN};
            System.out.printf(Locale.ROOT, "%s: %.2f GFLOP an image in matrix products; their peak: fp32 %.0f GFLOP/s, bf16 %s%n", preset.label(), operations / 1e9, peaks[0] / 1e9,
                    hasBf16 ? String.format(Locale.ROOT, "%.0f GFLOP/s", peaks[1] / 1e9) : "not measured: this CPU does not multiply it in hardware (AMX or AVX512-BF16)");
            for (final int batchSize : batchSizes) {
                time(ways, images(configuration, batchSize), batchSize);
                print(ways, batchSize, operations, peaks);
            }

            final int batchSize = batchSizes.getLast();
            final NetworkWay fastest = ways.getLast();
            final float[] images = images(configuration, batchSize);
            print(fastest, batchSize, OperatorProfile.of(() -> repeat(fastest, images, batchSize)));
        }

        System.out.printf(Locale.ROOT, "%d processors, %s, Java %s%n", Runtime.getRuntime().availableProcessors(), threads == 0 ? "all threads" : threads + " threads",
                Runtime.version());
        return 0;
    }

    private static void repeat(final NetworkWay way, final float[] images, final int count) throws Exception {
        for (int batch = 0; batch < PROFILED_BATCHES; batch++) {
            way.logits(images, count);
        }
    }

    private void time(final List<NetworkWay> ways, final float[] images, final int count) throws Exception {
        final float[] expected = ways.getFirst().logits(images, count);
        for (final NetworkWay way : ways) {
            way.forget();
            // The first batches load and compile, and show that all compute the same.
            way.logits(images, count);
            final float[] logits = way.logits(images, count);
            double difference = 0;
            for (int index = 0; index < logits.length; index++) {
                difference = Math.max(difference, Math.abs(logits[index] - expected[index]));
            }

            System.out.printf(Locale.ROOT, "%s, batch %d: logits differ from those of %s by %.1e at most%n", way.name(), count, ways.getFirst().name(), difference);
        }

        for (int round = 0; round < rounds; round++) {
            for (final NetworkWay way : ways) {
                way.time(images, count);
            }
        }
    }

    private static void print(final List<NetworkWay> ways, final int batchSize, final double operations, final double[] peaks) {
        System.out.printf(Locale.ROOT, "%n%-22s%12s%12s%12s%12s%12s%n", String.format(Locale.ROOT, "batch %d", batchSize), "images/s", "to eager", "to ONNX", "GFLOP/s", "of peak");
        for (final NetworkWay way : ways) {
            final double peak = peaks[way.name().endsWith("bf16") ? 1 : 0];
            final double speed = operations * batchSize / way.seconds();
            System.out.printf(Locale.ROOT, "%-22s%12.1f%12.2f%12.2f%12.0f%11.0f%%%n", way.name(), batchSize / way.seconds(), ways.get(0).seconds() / way.seconds(),
                    ways.get(1).seconds() / way.seconds(), speed / 1e9, 100 * speed / peak);
        }
    }

    private static void print(final NetworkWay way, final int batchSize, final OperatorProfile profile) {
        System.out.printf(Locale.ROOT, "%n%s, batch %d, by operation:%n", way.name(), batchSize);
        double shown = 0;
        for (final Map.Entry<String, Double> operation : profile.seconds().subList(0, Math.min(PROFILE_LINES, profile.seconds().size()))) {
            shown += operation.getValue();
            print(operation.getKey(), operation.getValue(), profile);
        }

        print("all others", profile.total() - shown, profile);
    }

    private static void print(final String operation, final double seconds, final OperatorProfile profile) {
        System.out.printf(Locale.ROOT, "%-44s%10.1f ms%8.1f%%%n", operation, 1000 * seconds / PROFILED_BATCHES, 100 * seconds / profile.total());
    }

    private static float[] images(final SwinConfiguration configuration, final int count) {
        final Random random = new Random(0);
        final float[] images = new float[count * 3 * configuration.imageSize() * configuration.imageSize()];
        for (int index = 0; index < images.length; index++) {
            images[index] = random.nextFloat(-1, 1);
        }

        return images;
    }

    private static byte[] onnx(final SwinConfiguration configuration, final PreparedParameters prepared) {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (final ByteBuffer part : NetworkGraph.model(configuration, prepared)) {
            final byte[] bytes = new byte[part.remaining()];
            part.duplicate().get(bytes);
            content.writeBytes(bytes);
        }

        return content.toByteArray();
    }

    private static Shape shape(final SwinConfiguration configuration, final int count) {
        return new Shape(count, 3, configuration.imageSize(), configuration.imageSize());
    }

    private static float[] eager(final EagerSwin eager, final SwinConfiguration configuration, final float[] images, final int count) {
        try (NDManager manager = TorchEngine.newManager()) {
            return eager.logits(manager.create(images, shape(configuration, count))).toFloatArray();
        }
    }

    private static float[] ours(final Network network, final PreparedParameters weights, final SwinConfiguration configuration, final float[] images, final int count) {
        try (NDManager manager = TorchEngine.newManager()) {
            final NDArray batch = manager.create(images, shape(configuration, count));
            return network.forward(batch, weights).logits().toFloatArray();
        }
    }

    private static float[] onnx(final LoadedModel model, final SwinConfiguration configuration, final float[] images, final int count) throws Exception {
        try (OnnxTensor tensor = OnnxTensor.createTensor(OnnxEngine.environment(), FloatBuffer.wrap(images), shape(configuration, count).getShape());
             OrtSession.Result result = model.session().run(Map.of(NetworkGraph.INPUT, tensor), Set.of(NetworkGraph.OUTPUT))) {
            final FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            final float[] logits = new float[buffer.remaining()];
            buffer.get(logits);
            return logits;
        }
    }

    /** Multiplications and additions of the matrix products for one image, the convolutions among them. */
    private static double operations(final SwinConfiguration configuration) {
        double products = 0;
        int side = configuration.imageSize();
        for (int convolution = 0; convolution < configuration.convolutions(); convolution++) {
            side /= SwinConfiguration.convolutionStride(convolution);
            products += (double) side * side * values(configuration, String.format(Locale.ROOT, "patch_embed.backbone.%d.conv.weight", convolution));
        }

        side = configuration.imageSize() / configuration.patchSize();
        products += (double) side * side * values(configuration, "patch_embed.proj.weight");
        for (int stage = 0; stage < configuration.depths().size(); stage++) {
            final double channels = configuration.channels(stage);
            if (stage > 0) {
                side = (side + 1) / 2;
                products += (double) side * side * 2 * channels * channels;
            }

            final int window = Math.min(configuration.windowSize(), side);
            final double tokens = (double) side * side;
            final double block = tokens * channels * channels * (4 + 2 * configuration.mlpRatio()) + 2 * tokens * window * window * channels;
            products += configuration.depths().get(stage) * block;
        }

        return 2 * products;
    }

    private static long values(final SwinConfiguration configuration, final String name) {
        return Arrays.stream(configuration.parameterShapes().get(name)).reduce(1, Math::multiplyExact);
    }
}
