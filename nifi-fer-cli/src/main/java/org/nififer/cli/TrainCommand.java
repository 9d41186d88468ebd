package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetIndex;
import org.nififer.model.ModelVariant;
import org.nififer.trainer.run.DeviceLock;
import org.nififer.trainer.run.DeviceLock.DeviceBusyException;
import org.nififer.trainer.run.InitialWeights;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.Teacher;
import org.nififer.trainer.run.TrainingListener;
import org.nififer.trainer.run.TrainingReport;
import org.nififer.trainer.run.TrainingRun;
import org.nififer.trainer.run.TrainingSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

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
    private NetworkOptions network;

    @Option(names = "--variant", defaultValue = "swin-se", converter = Converters.Variant.class, completionCandidates = Converters.Variant.class,
            description = "With or without squeeze-and-excitation: ${COMPLETION-CANDIDATES}. A ResNet has none either way.")
    private ModelVariant variant;

    @Option(names = "--optimizer", defaultValue = "sam", converter = Converters.Optimizer.class, completionCandidates = Converters.Optimizer.class,
            description = "SGD or AdamW, alone, or with sharpness-aware minimization around it, plain or adaptive: ${COMPLETION-CANDIDATES}.")
    private OptimizerKind optimizer;

    @Option(names = "--seed", defaultValue = "0", description = "Of weights, order, augmentation and stochastic depth.")
    private long seed;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private TeacherOptions teacher;

    @Option(names = "--restart", description = "Begin anew: checkpoints that an earlier run left in the output directory are removed. Without it the run goes on from the "
            + "latest one, and refuses that of another dataset or of other settings.")
    private boolean restart;

    @Mixin
    private DeviceLockOption deviceLock;

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
        network.check(presetSettings);
        teacher.check();
        final PrintWriter output = specification.commandLine().getOut();
        if (progress == ProgressStyle.JSON) {
            return trainWithEvents(presetSettings, output);
        }

        final TrainingReport report;
        try (TrainingBar bar = new TrainingBar(output)) {
            report = train(presetSettings, bar, bar::initialized);
        }

        output.printf(Locale.ROOT, "model %s: validation accuracy %.4f (epoch %d) in %s%n", report.modelId(), report.validation().accuracy(), report.bestEpoch(),
                outputDirectory.resolve(TrainingRun.MODEL));
        output.flush();
        return 0;
    }

    /** The settings of a training from random weights. */
    TrainingSettings presetSettings() {
        return training.settings(network.preset(variant), optimizer, seed);
    }

    private TrainingReport train(final TrainingSettings presetSettings, final TrainingListener listener, final Consumer<InitialWeights.Origin> initialized) throws IOException {
        final DeviceLock lock = deviceLock.acquire("training", outputDirectory);
        try (lock; DatasetIndex index = DatasetIndex.open(dataset); InitialWeights weights = network.open(variant, presetSettings)) {
            // Before anything is removed: whoever names a wrong teacher loses no checkpoint.
            final Optional<Teacher> model = teacher.open();
            if (restart) {
                TrainingRun.discard(outputDirectory);
            }

            weights.origin().ifPresent(initialized);
            return new TrainingRun(training.settings(weights.description().architecture(), optimizer, seed), weights, model, index, outputDirectory, listener).run();
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
