package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetIndex;
import org.nififer.model.ModelVariant;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkPreset;
import org.nififer.trainer.ablation.Ablation;
import org.nififer.trainer.ablation.AblationReport;
import org.nififer.trainer.ablation.AblationResult;
import org.nififer.trainer.ablation.AblationRow;
import org.nififer.trainer.run.DeviceLock;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.NetworkChoice;
import org.nififer.trainer.run.TrainingRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * {@code ablation}: what squeeze-and-excitation and sharpness-aware minimization each add, over several seeds.
 */
@Command(name = "ablation", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "The paper's Table 2: trains each row with each seed and measures the models on the test split; the table with mean and standard deviation goes to "
                + "stdout and, as " + AblationCommand.NAME + ".json, .csv and .md, to the output directory. Each run has a folder ROW/SEED there. The same command given "
                + "again goes on where it was ended, and repeats no run that is finished.")
final class AblationCommand implements Callable<Integer>, Ablation.Plan {

    /** Of the files with the result, before the dot. */
    static final String NAME = "ablation";

    private static final int MOST_SEEDS = 1000;

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "D.tar", description = "The dataset, split into train, validation and test.")
    private Path dataset;

    @Option(names = "--output-directory", required = true, description = "Where the runs and the table go.")
    private Path outputDirectory;

    @Option(names = "--rows", split = ",", paramLabel = "ROW", defaultValue = "SwinT,SwinT-SE,SwinT-SE-SAM", converter = Converters.Row.class,
            completionCandidates = Converters.Row.class, description = "What is compared: ${COMPLETION-CANDIDATES}. The last two are not the paper's: adaptive SAM, and a "
                    + "convolutional network.")
    private List<AblationRow> rows;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "How many seeds each row is trained with.")
    private int seeds;

    @Option(names = "--first-seed", paramLabel = "S", defaultValue = "0", description = "The first of them; each further one is one more.")
    private long firstSeed;

    @Mixin
    private NetworkOptions network;

    @Mixin
    private CnnOptions cnn;

    @Mixin
    private TrainingOptions training;

    @Option(names = "--restart", description = "Begin anew: checkpoints and reports that an earlier ablation left for these rows and seeds are removed. Without it runs "
            + "go on or stay as they are, and those of another dataset or of other settings are refused.")
    private boolean restart;

    @Mixin
    private CommonOptions.LockDirectory lockDirectory;

    @Override
    public Integer call() throws IOException {
        checkUsage();
        final PrintWriter output = specification.commandLine().getOut();
        final DeviceLock lock = DeviceLock.acquire(lockDirectory.path(), "an ablation", outputDirectory);
        final AblationReport report;
        try (lock; DatasetIndex index = DatasetIndex.open(dataset)) {
            report = new AblationReport(run(new Ablation(index, outputDirectory, rows, this), output));
        }

        write("json", report.json());
        write("csv", report.csv());
        write("md", report.markdown());
        output.printf(Locale.ROOT, "%n%s", report.markdown());
        output.flush();
        return 0;
    }

    private void checkUsage() {
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "%d seeds; expected 1 to %d", seeds, MOST_SEEDS));
        }

        if (new HashSet<>(rows).size() < rows.size()) {
            throw new ParameterException(specification.commandLine(), "--rows names a row twice");
        }

        if (!network.isSwin()) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "--preset %s is no Swin; --cnn-preset names the network of the row %s",
                    network.presetName(), AblationRow.RESNET.label()));
        }

        if (network.hasInitialWeights() && rows.equals(List.of(AblationRow.RESNET)) || cnn.hasInitialWeights() && !rows.contains(AblationRow.RESNET)) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "--%sinitial-weights is for rows that --rows does not name",
                    network.hasInitialWeights() ? "" : "cnn-"));
        }

        if (rows.size() > 1 && rows.contains(AblationRow.RESNET) && network.hasInitialWeights() != cnn.hasInitialWeights()) {
            throw new ParameterException(specification.commandLine(), "--initial-weights and --cnn-initial-weights go together: random weights beside pretrained ones "
                    + "would compare nothing");
        }

        network.check();
        for (final AblationRow row : rows) {
            try {
                request(row, firstSeed);
            } catch (final InvalidInputException e) {
                throw new ParameterException(specification.commandLine(), e.getMessage(), e);
            }
        }
    }

    @Override
    public TrainingRequest request(final AblationRow row, final long seed) throws InvalidInputException {
        final TrainingRequest.Builder request = TrainingRequest.builder();
        training.apply(request);
        chooseNetwork(row, request.network());
        request.settings().seed(seed).optimizer().kind(row.optimizer());
        return request.build();
    }

    private void chooseNetwork(final AblationRow row, final NetworkChoice choice) {
        if (row.variant().isPresent()) {
            network.apply(choice);
            choice.variant(row.variant().get());
        } else {
            cnn.apply(choice, network);
        }
    }

    private static void requireFamily(final AblationRow row, final NetworkConfiguration architecture) throws InvalidInputException {
        final String expected = row.variant().isPresent() ? "swin" : "resnet";
        if (!architecture.family().equals(expected)) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The initial weights of the row %s are those of a %s; expected a %s", row.label(),
                    architecture.family(), expected));
        }
    }

    /** Seed by seed: whatever ends the command, the rows that are there can be compared. */
    private AblationResult run(final Ablation ablation, final PrintWriter output) throws IOException {
        final List<Long> all = LongStream.iterate(firstSeed, seed -> seed + 1).limit(seeds).boxed().toList();
        if (restart) {
            for (final long seed : all) {
                ablation.discard(seed);
            }
        }

        final Map<AblationRow, Integer> imageSizes = new LinkedHashMap<>();
        for (final AblationRow row : rows) {
            try (InitialWeights weights = request(row, firstSeed).openWeights(); TrainingBar bar = new TrainingBar(output)) {
                final NetworkConfiguration architecture = weights.description().architecture();
                requireFamily(row, architecture);
                weights.origin().ifPresent(bar::initialized);
                imageSizes.put(row, architecture.imageSize());
            }
        }

        if (Set.copyOf(imageSizes.values()).size() > 1) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "The rows read images of different sizes, %s pixels; expected one size for all, as --image-size sets it",
                    imageSizes.entrySet().stream().map(row -> row.getKey().label() + ' ' + row.getValue()).collect(Collectors.joining(", "))));
        }

        for (final long seed : all) {
            for (final AblationRow row : rows) {
                train(ablation, row, seed, output);
            }

            try (ProgressDisplay progress = ProgressDisplay.open("Evaluate")) {
                ablation.evaluate(seed, progress);
            }
        }

        return ablation.result();
    }

    private static void train(final Ablation ablation, final AblationRow row, final long seed, final PrintWriter output) throws IOException {
        output.printf(Locale.ROOT, "%s, seed %d%n", row.label(), seed);
        try (TrainingBar bar = new TrainingBar(output)) {
            if (!ablation.train(row, seed, bar)) {
                output.println("finished before");
            }
        }
    }

    private void write(final String extension, final String text) throws IOException {
        FileOutput.write(outputDirectory.resolve(String.format(Locale.ROOT, "%s.%s", NAME, extension)), output -> output.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The convolutional network that an ablation compares with Swin Transformers.
     */
    static final class CnnOptions {

        /** From this size of the images on it is the large one. */
        private static final int LARGE_IMAGE = 112;

        @Option(names = "--cnn-preset", converter = Converters.CnnPreset.class, completionCandidates = Converters.CnnPreset.class,
                description = "The network of the row ResNet-SGD: ${COMPLETION-CANDIDATES}. If not given, resnet-50 for images of 112 pixels and more, else resnet-mini. "
                        + "Its images are as large as those of the other rows.")
        private NetworkPreset preset;

        @Option(names = "--cnn-initial-weights", paramLabel = "WEIGHTS",
                description = "What the row ResNet-SGD starts from instead of random weights, as --initial-weights for the others.")
        private Path initialWeights;

        /** Whether a file of weights is given. */
        boolean hasInitialWeights() {
            return initialWeights != null;
        }

        /**
         * Chooses the network.
         *
         * @param others the options of the other rows, whose images it sees
         */
        void apply(final NetworkChoice network, final NetworkOptions others) {
            others.applyImages(network);
            network.variant(ModelVariant.SWIN).initialWeights(initialWeights);
            if (initialWeights == null) {
                final int imageSize = others.imageSize();
                final NetworkPreset byImageSize = imageSize >= LARGE_IMAGE ? NetworkPreset.RESNET_50 : NetworkPreset.RESNET_MINI;
                network.preset(preset == null ? byImageSize : preset).imageSize(imageSize);
            }
        }
    }
}
