package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.model.ModelVariant;
import org.nififer.trainer.TrainingEventWriter;
import org.nififer.trainer.run.OptimizerKind;
import org.nififer.trainer.run.TrainingJob;
import org.nififer.trainer.run.TrainingReport;
import org.nififer.trainer.run.TrainingRequest;
import org.nififer.trainer.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

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
    private CommonOptions.LockDirectory lockDirectory;

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
        network.check();
        teacher.check();
        final TrainingJob job = new TrainingJob(dataset, outputDirectory, lockDirectory.path(), restart, request());
        final PrintWriter output = specification.commandLine().getOut();
        if (progress == ProgressStyle.JSON) {
            new TrainingEventWriter(line -> write(line, output)).run(job);
            return 0;
        }

        final TrainingReport report;
        try (TrainingBar bar = new TrainingBar(output)) {
            report = job.run(bar);
        }

        output.printf(Locale.ROOT, "model %s: validation accuracy %.4f (epoch %d) in %s%n", report.modelId(), report.validation().accuracy(), report.bestEpoch(),
                outputDirectory.resolve(TrainingRun.MODEL));
        output.flush();
        return 0;
    }

    /** What the options ask for. */
    TrainingRequest request() {
        final TrainingRequest.Builder request = TrainingRequest.builder();
        network.apply(request.network());
        training.apply(request);
        teacher.apply(request);
        request.network().variant(variant);
        request.settings().seed(seed).optimizer().kind(optimizer);
        try {
            return request.build();
        } catch (final InvalidInputException e) {
            throw new ParameterException(specification.commandLine(), e.getMessage(), e);
        }
    }

    private static void write(final String line, final PrintWriter output) throws IOException {
        output.println(line);
        if (output.checkError()) {
            throw new IOException("Standard output is closed");
        }
    }
}
