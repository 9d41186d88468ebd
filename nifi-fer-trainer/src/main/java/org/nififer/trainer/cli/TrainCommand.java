package org.nififer.trainer.cli;

import org.nififer.core.InvalidInputException;
import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.model.ModelVariant;
import org.nififer.trainer.checkpoint.CheckpointStore;
import org.nififer.trainer.run.DeviceLock;
import org.nififer.trainer.run.DeviceLock.DeviceBusyException;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.TrainingListener;
import org.nififer.trainer.run.TrainingReport;
import org.nififer.trainer.run.TrainingRun;
import org.nififer.trainer.run.TrainingSettings;
import org.nififer.trainer.run.TransferredWeights;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * {@code train}: a training run over a dataset.
 */
@Command(name = "train", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Trains a model on the train split of a dataset; the epoch with the best validation accuracy becomes " + TrainingRun.MODEL + ". A run "
                + "that was ended, in whatever way, goes on from its last epoch when the same command is given again.")
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "D.tar", description = "The dataset, split.")
    private Path dataset;

    @Option(names = "--output-directory", required = true, description = "Where " + TrainingRun.MODEL + " and " + TrainingRun.REPORT + " go.")
    private Path outputDirectory;

    @Mixin
    private ArchitectureOptions architecture;

    @Option(names = "--initial-weights", paramLabel = "WEIGHTS", description = "What the training starts from instead of random weights: a .safetensors of timm, "
            + "a .pth of torchvision or of the authors of Swin, or a model of nifi-fer. A head of another size is replaced by a random one.")
    private Path initialWeights;

    @Mixin
    private WeightOptions weightOptions;

    @Option(names = "--variant", defaultValue = "swin-se", converter = Converters.Variant.class, completionCandidates = Converters.Variant.class,
            description = "With or without squeeze-and-excitation: ${COMPLETION-CANDIDATES}.")
    private ModelVariant variant;

    @Mixin
    private TrainingOptions training;

    @Option(names = "--restart", description = "Begin anew: checkpoints that an earlier run left in the output directory are removed. Without it the run goes on from the "
            + "latest one, and refuses that of another dataset or of other settings.")
    private boolean restart;

    @Option(names = "--lock-directory", paramLabel = "FOLDER", defaultValue = "${sys:java.io.tmpdir}", showDefaultValue = Help.Visibility.NEVER,
            description = "Where trainings keep the lock of the device that they compute on, so that one runs at a time; the system's folder of temporary files if not given.")
    private Path lockDirectory;

    @Option(names = "--progress", defaultValue = "BAR", description = "How progress is shown: ${COMPLETION-CANDIDATES}; json prints one line an event on stdout.")
    private ProgressStyle progress;

    /** How progress is shown. */
    enum ProgressStyle {
        BAR,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() throws IOException {
        final TrainingSettings presetSettings = presetSettings();
        checkUsage(presetSettings);
        final PrintWriter output = specification.commandLine().getOut();
        if (progress == ProgressStyle.JSON) {
            return trainWithEvents(presetSettings, output);
        }

        final TrainingReport report;
        try (TrainingBar bar = new TrainingBar(output)) {
            report = train(presetSettings, bar, bar::initialized);
        }

        output.printf("model %s: validation accuracy %.4f (epoch %d) in %s%n", report.modelId(), report.validation().accuracy(), report.bestEpoch(),
                outputDirectory.resolve(TrainingRun.MODEL));
        output.flush();
        return 0;
    }

    /** The settings of a training from random weights. */
    TrainingSettings presetSettings() {
        return training.settings(variant.apply(architecture.configuration(weightOptions.imageSize())));
    }

    private void checkUsage(final TrainingSettings settings) {
        try {
            settings.validate();
        } catch (final InvalidInputException e) {
            throw new ParameterException(specification.commandLine(), e.getMessage(), e);
        }

        if (initialWeights == null && weightOptions.normalization().isPresent()) {
            throw new ParameterException(specification.commandLine(), "--normalization goes with --initial-weights, which is missing");
        }

        final String given = ArchitectureOptions.NAMES.stream().filter(specification.commandLine().getParseResult()::hasMatchedOption).collect(Collectors.joining(", "));
        if (initialWeights != null && !given.isEmpty()) {
            throw new ParameterException(specification.commandLine(), "%s and --initial-weights exclude each other: the weights bring their architecture".formatted(given));
        }
    }

    private TrainingReport train(final TrainingSettings presetSettings, final TrainingListener listener, final Consumer<InitialWeights.Origin> initialized) throws IOException {
        final DeviceLock lock = DeviceLock.acquire(lockDirectory, DeviceLock.device(), "training in %s since %s".formatted(outputDirectory.toAbsolutePath(),
                LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS)));
        try (lock; DatasetIndex index = DatasetIndex.open(dataset)) {
            if (restart && Files.isDirectory(outputDirectory)) {
                new CheckpointStore(outputDirectory).clear();
            }

            if (initialWeights == null) {
                return new TrainingRun(presetSettings, index, outputDirectory, listener).run();
            }

            try (TransferredWeights weights = TransferredWeights.open(initialWeights, variant, weightOptions.imageSize(), weightOptions.normalization())) {
                weights.origin().ifPresent(initialized);
                return new TrainingRun(training.settings(weights.description().architecture()), weights, index, outputDirectory, listener).run();
            }
        }
    }

    /** The error becomes the last event as well: the process that forked this one reads no prose. */
    private int trainWithEvents(final TrainingSettings presetSettings, final PrintWriter output) throws IOException {
        final TrainingEventWriter events = new TrainingEventWriter(output);
        try {
            events.finished(train(presetSettings, events, events::initialized));
            return 0;
        } catch (final InvalidInputException e) {
            events.failed(e);
            throw e;
        } catch (final DeviceBusyException e) {
            events.busy(e);
            throw e;
        }
    }
}
