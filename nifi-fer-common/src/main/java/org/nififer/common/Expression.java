package org.nififer.common;

import java.util.List;
import java.util.Locale;

/**
 * The expression shown by a face, never the emotion felt. The ordinal is the id: 0 to 6 are Table 1 of Vats and
 * Chadha (2023), 7 completes the eight classes. Other numberings exist in every dataset; only its reader knows them.
 */
public enum Expression {
    FEAR,
    SADNESS,
    HAPPINESS,
    ANGER,
    DISGUST,
    SURPRISE,
    NEUTRAL,
    CONTEMPT;

    private static final List<Expression> VALUES = List.of(values());

    /** All expressions in the order of their ids. */
    public static List<Expression> all() {
        return VALUES;
    }

    /** The id, 0 to 7. */
    public int id() {
        return ordinal();
    }

    /** The name in files, attributes and reports: lower case English. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The expression of an id.
     *
     * @throws IllegalArgumentException outside 0 to 7
     */
    public static Expression ofId(final int id) {
        if (id < 0 || id >= VALUES.size()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "Expression id %d is not in 0 to %d", id, VALUES.size() - 1));
        }

        return VALUES.get(id);
    }

    /**
     * The expression of a {@linkplain #label() label}, exactly as written there.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Expression ofLabel(final String label) {
        for (final Expression expression : VALUES) {
            if (expression.label().equals(label)) {
                return expression;
            }
        }

        throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is not an expression; expected one of %s", label, VALUES.stream().map(Expression::label).toList()));
    }
}
