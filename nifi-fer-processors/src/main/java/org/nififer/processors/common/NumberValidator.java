package org.nififer.processors.common;

import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.Validator;

import java.util.function.DoublePredicate;

/**
 * Accepts decimal numbers of a range.
 */
public final class NumberValidator implements Validator {

    private final DoublePredicate range;
    private final String expected;

    /**
     * A validator.
     *
     * @param range    false for numbers outside, and for NaN
     * @param expected what would be right, after "it must be"
     */
    public NumberValidator(final DoublePredicate range, final String expected) {
        this.range = range;
        this.expected = expected;
    }

    @Override
    public ValidationResult validate(final String subject, final String input, final ValidationContext context) {
        boolean valid;
        try {
            valid = range.test(Double.parseDouble(input));
        } catch (final NumberFormatException e) {
            valid = false;
        }

        return new ValidationResult.Builder().subject(subject).input(input).valid(valid).explanation("it must be " + expected).build();
    }
}
