package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.Locale;
import java.util.Optional;

/**
 * Whose the numbers of one source are: what its layout says beyond doubt, or what the operator said, and nothing else. Not thread-safe.
 */
final class SourceNumbering {

    private final Optional<Numbering> chosen;
    private boolean used;
    private Numbering known;
    private String sign;

    /**
     * The numbering of one source.
     *
     * @param chosen by the operator; empty where nothing was said
     */
    SourceNumbering(final Optional<Numbering> chosen) {
        this.chosen = chosen;
    }

    /**
     * Whose numbers the layout says they are.
     *
     * @param layoutSign what tells the layout, for messages
     * @throws InvalidInputException where the operator said something else
     */
    Numbering ofLayout(final Numbering numbering, final String layoutSign) throws InvalidInputException {
        if (chosen.isPresent() && chosen.get() != numbering) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT,
                    "The numbering %s was chosen, but the numbers are of %s, as %s shows; expected no choice",
                    chosen.get().label(), numbering.label(), layoutSign));
        }

        used = true;
        known = numbering;
        sign = layoutSign;
        return numbering;
    }

    /**
     * The expression of a number whose numbering only the operator can know.
     *
     * @param where it stands, for messages
     * @throws InvalidInputException  where the operator said nothing
     * @throws InvalidSampleException where the numbering has no such number
     */
    Expression expression(final int number, final String where) throws InvalidInputException, InvalidSampleException {
        if (chosen.isEmpty()) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s: the label is the number %d; %s", where, number, Numbering.question()));
        }

        used = true;
        known = chosen.get();
        sign = "the choice of the operator";
        return known.expression(number);
    }

    /**
     * Refuses a choice that had no effect.
     *
     * @throws InvalidInputException that says so
     */
    void requireUsed() throws InvalidInputException {
        if (chosen.isPresent() && !used) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The numbering %s was chosen, but no label is a number; expected no choice",
                    chosen.get().label()));
        }
    }

    /** Whose numbers were labels, and by which sign; empty where none was. */
    Optional<String> told() {
        return Optional.ofNullable(known).map(numbering -> String.format(Locale.ROOT, "labels are numbers of %s (%s)", numbering.label(), sign));
    }
}
