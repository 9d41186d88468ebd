package org.nififer.dataset.statistics;

import org.nififer.common.Expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The balance of the classes in the train split, or in the whole dataset where no sample is in train.
 *
 * @param train       whether the numbers are those of the train split
 * @param beforeKnown whether the numbers before balancing were given; else before is the number of originals that are there now
 * @param classes     all eight expressions
 * @param ratioBefore the largest class divided by the smallest that has samples, before; 0 where there are none
 * @param ratioNow    the same now
 */
public record BalanceStatistics(boolean train, boolean beforeKnown, List<ClassBalance> classes, double ratioBefore, double ratioNow) {

    /**
     * The numbers of an expression.
     *
     * @param expression the label
     * @param before     samples before balancing
     * @param originals  samples now that are no augmented ones
     * @param augmented  augmented samples now
     * @param now        all samples now
     */
    public record ClassBalance(Expression expression, long before, long originals, long augmented, long now) {
    }

    /** From the samples and the augmented ones among them, by the id of their expression. */
    static BalanceStatistics of(final boolean train, final long[] samples, final long[] augmented, final Map<Expression, Long> before) {
        final List<ClassBalance> classes = new ArrayList<>();
        for (final Expression expression : Expression.all()) {
            final long now = samples[expression.id()];
            final long originals = now - augmented[expression.id()];
            classes.add(new ClassBalance(expression, before.isEmpty() ? originals : before.getOrDefault(expression, 0L), originals, now - originals, now));
        }

        return new BalanceStatistics(train, !before.isEmpty(), List.copyOf(classes), ratio(classes, ClassBalance::before), ratio(classes, ClassBalance::now));
    }

    private static double ratio(final List<ClassBalance> classes, final ToLongFunction<ClassBalance> samples) {
        final long largest = classes.stream().mapToLong(samples).max().orElse(0);
        return largest == 0 ? 0 : largest / (double) classes.stream().mapToLong(samples).filter(count -> count > 0).min().orElseThrow();
    }
}
