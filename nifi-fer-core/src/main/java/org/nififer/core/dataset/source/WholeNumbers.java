package org.nififer.core.dataset.source;

import java.util.OptionalInt;

/**
 * Reads the small whole numbers of tables without leniency.
 */
final class WholeNumbers {

    private WholeNumbers() {
    }

    /** A number from 0 to a maximum, of at most three digits without sign, or empty for all else. */
    static OptionalInt parse(final String text, final int maximum) {
        int number = 0;
        for (int position = 0; position < text.length(); position++) {
            final char digit = text.charAt(position);
            if (digit < '0' || digit > '9' || position == 3) {
                return OptionalInt.empty();
            }

            number = 10 * number + digit - '0';
        }

        return text.isEmpty() || number > maximum ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
