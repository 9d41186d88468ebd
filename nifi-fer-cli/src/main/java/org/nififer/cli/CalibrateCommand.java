package org.nififer.cli;

import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.Split;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelTemperature;
import org.nififer.trainer.calibration.ModelCalibrator;
import org.nififer.trainer.calibration.ModelCalibrator.FittedTemperature;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code calibrate}: a model whose confidence is as high as it is right.
 */
@Command(name = "calibrate", mixinStandardHelpOptions = true, showDefaultValues = true,
        description = "Fits the temperature of a model to a split that it was not trained with, and writes the model with it. Its answers stay, its probabilities change.")
final class CalibrateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "D.tar", description = "The dataset.")
    private Path dataset;

    @Option(names = "--model", required = true, description = ClassifierOptions.MODEL)
    private Path model;

    @Option(names = "--output", required = true, description = "The calibrated model, in the same format.")
    private Path output;

    @Option(names = "--split", defaultValue = "validation", converter = Converters.SplitName.class, completionCandidates = Converters.SplitName.class,
            description = "By which samples: ${COMPLETION-CANDIDATES}.")
    private Split split;

    @Mixin
    private ClassifierOptions options;

    @Override
    public Integer call() throws IOException {
        final List<Path> inputs = new ArrayList<>(FileOutput.modelFiles(model));
        inputs.add(dataset);
        FileOutput.requireWritableModel(output, inputs);
        final FittedTemperature calibration = calibration();
        ModelTemperature.write(model, output, calibration.temperature());
        final PrintWriter out = specification.commandLine().getOut();
        out.printf(Locale.ROOT, "temperature %.4f by %d %s samples: negative log-likelihood %.4f, before %.4f%n", calibration.temperature(), calibration.samples(), split.label(),
                calibration.after(), calibration.before());
        if (calibration.leftOut() > 0) {
            out.printf(Locale.ROOT, "%d samples that are unlabelled, have no majority or show an expression that the model does not know were left out%n", calibration.leftOut());
        }

        out.printf(Locale.ROOT, "written to %s%n", output);
        return 0;
    }

    private FittedTemperature calibration() throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model, options.settings()); DatasetReader reader = DatasetReader.open(dataset)) {
            return ModelCalibrator.calibrate(classifier, reader, split, dataset.toString());
        }
    }
}
