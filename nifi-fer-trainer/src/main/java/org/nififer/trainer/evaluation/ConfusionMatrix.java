package org.nififer.trainer.evaluation;

import org.nififer.common.Expression;
import org.nififer.model.Classification;
import org.nififer.trainer.evaluation.EvaluationMetrics.Averages;
import org.nififer.trainer.evaluation.EvaluationMetrics.ClassMetrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Counts labels against predictions and computes the {@linkplain EvaluationMetrics figures}.
 */
public final class ConfusionMatrix {

    private static final List<String> LABELS = Expression.all().stream().map(Expression::label).toList();
    private static final int CLASSES = LABELS.size();

    /** The column of answers of contempt whose best of the other seven expressions is the label. */
    private static final int CONTEMPT_BUT_SEVEN_RIGHT = CLASSES;
    private static final int COLUMNS = CLASSES + 1;

    /** {@code [label][answer]}: all figures follow from these counts. */
    private final long[][] counts = new long[CLASSES][COLUMNS];

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
        final boolean sevenRight = predicted == Expression.CONTEMPT && label != Expression.CONTEMPT && label == bestOfSeven;
        counts[label.id()][sevenRight ? CONTEMPT_BUT_SEVEN_RIGHT : predicted.id()]++;
    }

    /** How many samples were counted. */
    public long samples() {
        return IntStream.range(0, CLASSES).mapToLong(this::rowSum).sum();
    }

    /** How many of the samples counted show an expression. */
    public long support(final Expression label) {
        return rowSum(label.id());
    }

    /** As many samples, drawn by chance and with replacement from those counted. */
    ConfusionMatrix resampled(final RandomGenerator random) {
        final long[] cumulative = Arrays.stream(counts).flatMapToLong(Arrays::stream).toArray();
        Arrays.parallelPrefix(cumulative, Long::sum);
        final long samples = samples();
        final ConfusionMatrix drawn = new ConfusionMatrix();
        for (long draw = 0; draw < samples; draw++) {
            final int cell = firstAbove(cumulative, random.nextLong(samples));
            drawn.counts[cell / COLUMNS][cell % COLUMNS]++;
        }

        return drawn;
    }

    /** The index of the first of ascending numbers that is above a value. */
    private static int firstAbove(final long[] ascending, final long value) {
        int low = 0;
        int high = ascending.length - 1;
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (ascending[middle] > value) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }

        return low;
    }

    /** The figures of what was counted so far. */
    public EvaluationMetrics metrics() {
        final List<ClassMetrics> perClass = new ArrayList<>();
        final List<ClassMetrics> occurring = new ArrayList<>();
        final long[][] predictions = counts();
        final long samples = samples();
        long correct = 0;
        long correctOfSeven = 0;
        double chance = 0;
        for (int label = 0; label < CLASSES; label++) {
            final long support = rowSum(label);
            final long predicted = columnSum(predictions, label);
            final long right = predictions[label][label];
            correct += right;
            correctOfSeven += label == Expression.CONTEMPT.id() ? 0 : right + counts[label][CONTEMPT_BUT_SEVEN_RIGHT];
            final double precision = ratio(right, predicted);
            final double recall = ratio(right, support);
            final ClassMetrics metrics = new ClassMetrics(LABELS.get(label), precision, recall, ratio(2 * precision * recall, precision + recall), support);
            perClass.add(metrics);
            if (support + predicted > 0) {
                occurring.add(metrics);
            }

            chance += ratio(support, samples) * ratio(predicted, samples);
        }

        final double accuracy = ratio(correct, samples);
        return new EvaluationMetrics(samples, accuracy, ratio(correctOfSeven, samples - support(Expression.CONTEMPT)), ratio(accuracy - chance, 1 - chance),
                averages(occurring, ClassMetrics::support), averages(occurring, metrics -> 1), perClass, predictions, LABELS);
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

    private static long columnSum(final long[][] rows, final int column) {
        long sum = 0;
        for (final long[] row : rows) {
            sum += row[column];
        }

        return sum;
    }

    /** {@code [label][predicted]} */
    private long[][] counts() {
        final long[][] copy = new long[CLASSES][];
        for (int row = 0; row < CLASSES; row++) {
            copy[row] = Arrays.copyOf(counts[row], CLASSES);
            copy[row][Expression.CONTEMPT.id()] += counts[row][CONTEMPT_BUT_SEVEN_RIGHT];
        }

        return copy;
    }

    private static double ratio(final double numerator, final double denominator) {
        return denominator == 0 ? 0 : numerator / denominator;
    }
}
