package org.nififer.trainer.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.nififer.core.dataset.DatasetReader;
import org.nififer.core.dataset.Split;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.trainer.evaluation.DatasetEvaluator;
import org.nififer.trainer.evaluation.EvaluationMetrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * {@code evaluate}: accuracy, precision, recall, F1 and the confusion matrix of a model on a split.
 */
@Command(name = "evaluate", mixinStandardHelpOptions = true, showDefaultValues = true, description = "Measures a model on a split of a dataset.")
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "D.tar", description = "The dataset.")
    private Path dataset;

    @Option(names = "--model", required = true, description = ClassifierOptions.MODEL)
    private Path model;

    @Option(names = "--split", defaultValue = "test", converter = Converters.SplitName.class, completionCandidates = Converters.SplitName.class,
            description = "Which samples: ${COMPLETION-CANDIDATES}.")
    private Split split;

    @Option(names = "--json", description = "Where all figures go as JSON.")
    private Path json;

    @Mixin
    private ClassifierOptions options;

    @Override
    public Integer call() throws IOException {
        try (ExpressionClassifier classifier = ExpressionClassifier.open(model, options.settings()); DatasetReader reader = DatasetReader.open(dataset)) {
            final EvaluationMetrics metrics = new DatasetEvaluator(classifier).evaluate(reader, split, dataset.toString());
            print(metrics, specification.commandLine().getOut());
            if (json != null) {
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(json.toFile(), metrics);
            }

            return 0;
        }
    }

    private void print(final EvaluationMetrics metrics, final PrintWriter output) {
        output.printf("%d %s samples: accuracy %.4f, of seven expressions %.4f%n%n", metrics.samples(), split.label(), metrics.accuracy(), metrics.accuracy7());
        output.printf("%-12s %9s %9s %9s %9s   predicted as %s%n", "", "precision", "recall", "F1", "support", metrics.labels());
        for (int label = 0; label < metrics.perClass().size(); label++) {
            final EvaluationMetrics.ClassMetrics row = metrics.perClass().get(label);
            output.printf("%-12s %9.4f %9.4f %9.4f %9d   %s%n", row.label(), row.precision(), row.recall(), row.f1(), row.support(), Arrays.toString(metrics.confusion()[label]));
        }

        printAverages("weighted", metrics.weighted(), output);
        printAverages("macro", metrics.macro(), output);
        output.flush();
    }

    private static void printAverages(final String name, final EvaluationMetrics.Averages averages, final PrintWriter output) {
        output.printf("%-12s %9.4f %9.4f %9.4f%n", name, averages.precision(), averages.recall(), averages.f1());
    }
}
