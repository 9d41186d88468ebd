package org.nififer.dataset;

import org.nififer.common.Expression;

import java.util.Optional;

/**
 * The labels that samples have: one of the expressions, or none. In arrays an expression has its id, and what is unlabelled the number after them.
 */
public final class SampleLabels {

    /** What stands for samples without an expression in tables and reports. */
    public static final String UNLABELLED = "unlabelled";

    /** The expressions and none. */
    public static final int COUNT = Expression.all().size() + 1;

    private static final int NONE = COUNT - 1;

    private SampleLabels() {
    }

    /** The number of a label, 0 to 8. */
    public static int number(final Optional<Expression> expression) {
        return expression.map(Expression::id).orElse(NONE);
    }

    /** The label of a number, 0 to 8. */
    public static Optional<Expression> expression(final int number) {
        return number == NONE ? Optional.empty() : Optional.of(Expression.ofId(number));
    }

    /** The label of the expression, or {@value #UNLABELLED}. */
    public static String text(final Optional<Expression> expression) {
        return expression.map(Expression::label).orElse(UNLABELLED);
    }
}
