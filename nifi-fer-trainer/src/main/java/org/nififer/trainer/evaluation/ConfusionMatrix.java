package org.nififer.trainer.evaluation;

import org.nififer.core.Expression;
import org.nififer.core.model.Classification;
import org.nififer.trainer.evaluation.EvaluationMetrics.Averages;
import org.nififer.trainer.evaluation.EvaluationMetrics.ClassMetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Counts labels against predictions and computes the {@linkplain EvaluationMetrics figures}.
 */
public final class ConfusionMatrix {

    private static final List<String> LABELS = Expression.all().stream().map(Expression::label).toList();
    private static final int CLASSES = LABELS.size();

    private final long[][] counts = new long[CLASSES][CLASSES];
    private long samples;
    private long correct;
    private long samplesOfSeven;
    private long correctOfSeven;

    /** Counts one classified sample. */
    public void add(final Expression label, final Classification classification) {
        add(label, classification.expression(), bestOfSeven(classification));
    }

    private static Expression bestOfSeven(final Classification classification) {
        return classification.probabilities().entrySet().stream().filter(entry -> entry.getKey() != Expression.CONTEMPT)
                .max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse(Expression.CONTEMPT);
    }

    /**
     * Counts one sample.
     *
     * @param predicted   the best of all expressions
     * @param bestOfSeven the best of those without contempt
     */
    void add(final Expression label, final Expression predicted, final Expression bestOfSeven) {
        counts[label.id()][predicted.id()]++;
        samples++;
        correct += label == predicted ? 1 : 0;
        if (label != Expression.CONTEMPT) {
            samplesOfSeven++;
            correctOfSeven += label == bestOfSeven ? 1 : 0;
        }
    }

    /** The figures of what was counted so far. */
    public EvaluationMetrics metrics() {
        final List<ClassMetrics> perClass = new ArrayList<>();
        final List<ClassMetrics> occurring = new ArrayList<>();
        double chance = 0;
        for (int label = 0; label < CLASSES; label++) {
            final long support = rowSum(label);
            final long predicted = columnSum(label);
            final double precision = ratio(counts[label][label], predicted);
            final double recall = ratio(counts[label][label], support);
            final ClassMetrics metrics = new ClassMetrics(LABELS.get(label), precision, recall, ratio(2 * precision * recall, precision + recall), support);
            perClass.add(metrics);
            if (support + predicted > 0) {
                occurring.add(metrics);
            }

            chance += ratio(support, samples) * ratio(predicted, samples);
        }

        final double accuracy = ratio(correct, samples);
        return new EvaluationMetrics(samples, accuracy, ratio(correctOfSeven, samplesOfSeven), ratio(accuracy - chance, 1 - chance),
                averages(occurring, ClassMetrics::support), averages(occurring, metrics -> 1), perClass, counts(), LABELS);
    }

    private static Averages averages(final List<ClassMetrics> classes, final ToDoubleFunction<ClassMetrics> weight) {
        final double total = classes.stream().mapToDouble(weight).sum();
        return new Averages(average(classes, weight, ClassMetrics::precision, total), average(classes, weight, ClassMetrics::recall, total),
                average(classes, weight, ClassMetrics::f1, total));
    }

    private static double average(final List<ClassMetrics> classes, final ToDoubleFunction<ClassMetrics> weight, final ToDoubleFunction<ClassMetrics> figure,
                                  final double total) {
        return ratio(classes.stream().mapToDouble(metrics -> weight.applyAsDouble(metrics) * figure.applyAsDouble(metrics)).sum(), total);
    }

    private long rowSum(final int row) {
        long sum = 0;
        for (final long count : counts[row]) {
            sum += count;
        }

        return sum;
    }

    private long columnSum(final int column) {
        long sum = 0;
        for (final long[] row : counts) {
            sum += row[column];
        }

        return sum;
    }

    private long[][] counts() {
        final long[][] copy = new long[CLASSES][];
        for (int row = 0; row < CLASSES; row++) {
            copy[row] = counts[row].clone();
        }

        return copy;
    }

    private static double ratio(final double numerator, final double denominator) {
        return denominator == 0 ? 0 : numerator / denominator;
    }
}
