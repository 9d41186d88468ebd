package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whose numbers stand for expressions. Every dataset counts otherwise, so a bare number is a label only where its numbering is known.
 */
public enum Numbering {
    AFFECTNET("affectnet", "AffectNet", 0, Expression.NEUTRAL, Expression.HAPPINESS, Expression.SADNESS, Expression.SURPRISE, Expression.FEAR, Expression.DISGUST,
            Expression.ANGER, Expression.CONTEMPT),
    FER2013("fer2013", "FER-2013", 0, Expression.ANGER, Expression.DISGUST, Expression.FEAR, Expression.HAPPINESS, Expression.SADNESS, Expression.SURPRISE,
            Expression.NEUTRAL),
    RAF_DB("raf-db", "RAF-DB", 1, Expression.SURPRISE, Expression.FEAR, Expression.DISGUST, Expression.HAPPINESS, Expression.SADNESS, Expression.ANGER, Expression.NEUTRAL),
    FER_PLUS("fer-plus", "FER+", 0, Expression.NEUTRAL, Expression.HAPPINESS, Expression.SURPRISE, Expression.SADNESS, Expression.ANGER, Expression.DISGUST, Expression.FEAR,
            Expression.CONTEMPT),
    CK_PLUS("ck-plus", "CK+", 0, Expression.NEUTRAL, Expression.ANGER, Expression.CONTEMPT, Expression.DISGUST, Expression.FEAR, Expression.HAPPINESS, Expression.SADNESS,
            Expression.SURPRISE),
    NIFI_FER("nifi-fer", "nifi-fer", 0, Expression.all().toArray(Expression[]::new));

    private final String label;
    private final String owner;
    private final int first;
    private final List<Expression> expressions;

    Numbering(final String label, final String owner, final int first, final Expression... expressions) {
        this.label = label;
        this.owner = owner;
        this.first = first;
        this.expressions = List.of(expressions);
    }

    /** The name on the command line and in properties. */
    public String label() {
        return label;
    }

    /** One line for people who have to choose: each number and its expression. */
    public String description() {
        return IntStream.range(0, expressions.size()).mapToObj(index -> String.format(Locale.ROOT, "%d %s", first + index, expressions.get(index).label()))
                .collect(Collectors.joining(", "));
    }

    /** The expressions in the order of their numbers. */
    List<Expression> expressions() {
        return expressions;
    }

    /**
     * The expression of a number.
     *
     * @throws InvalidSampleException that names the numbers there are
     */
    Expression expression(final double number) throws InvalidSampleException {
        final double index = number - first;
        if (index != Math.rint(index) || index < 0 || index >= expressions.size()) {
            final String text = number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "The number %s; expected %s", text, expected()));
        }

        return expressions.get((int) index);
    }

    /** The numbers that are right, for messages. */
    String expected() {
        return String.format(Locale.ROOT, "%d (%s) to %d (%s) as %s numbers them", first, expressions.getFirst().label(), first + expressions.size() - 1,
                expressions.getLast().label(), owner);
    }

    /** The number of a text of at most three digits without sign, also where a program wrote it as {@code 3.0}; empty for all else. */
    static OptionalInt number(final String text) {
        return WholeNumbers.parse(text.endsWith(".0") ? text.substring(0, text.length() - ".0".length()) : text, Integer.MAX_VALUE);
    }

    /** What asks whose a number is, as the end of a sentence. */
    static String question() {
        return "every dataset numbers the expressions otherwise, so say whose numbers these are (option --numbering, property Numbering): one of "
                + IntStream.range(0, values().length).mapToObj(index -> values()[index].label).collect(Collectors.joining(", "));
    }

    /**
     * Whose the numbers of one source are: what its layout says beyond doubt, or what the operator said, and nothing else. Not thread-safe.
     */
    static final class OfSource {

        private final Optional<Numbering> chosen;
        private boolean used;
        private Numbering known;
        private String sign;

        /**
         * The numbering of one source.
         *
         * @param chosen by the operator; empty where nothing was said
         */
        OfSource(final Optional<Numbering> chosen) {
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
                throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s: the label is the number %d; %s", where, number, question()));
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
}
