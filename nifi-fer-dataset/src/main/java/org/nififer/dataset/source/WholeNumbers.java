package org.nififer.dataset.source;

import java.util.OptionalInt;

/**
 * Reads the small whole numbers of tables without leniency.
 */
final class WholeNumbers {

    /** Stands for no number. */
    static final int NONE = -1;

    private static final int DIGITS = 3;

    private WholeNumbers() {
    }

    /** A number from 0 to a maximum, of at most three digits without sign, or empty for all else. */
    static OptionalInt parse(final String text, final int maximum) {
        final int number = parse(text, 0, text.length(), maximum);
        return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The same of a part of a text, from its start up to its end (exclusive); {@value #NONE} for what is no such number. */
    static int parse(final String text, final int start, final int end, final int maximum) {
        int number = 0;
        for (int position = start; position < end; position++) {
            final char digit = text.charAt(position);
            if (digit < '0' || digit > '9' || position == start + DIGITS) {
                return NONE;
            }

            number = 10 * number + digit - '0';
        }

        return start == end || number > maximum ? NONE : number;
    }
}
