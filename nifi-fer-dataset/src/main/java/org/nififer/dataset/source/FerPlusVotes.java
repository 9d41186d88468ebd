package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.SampleMetadata;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The votes of one row of FER+ (Barsoum et al., <em>Training Deep Networks for Facial Expression Recognition with Crowd-Sourced Label
 * Distribution</em>, 2016) and what follows from them by the rule of the publishers' program (microsoft/FERPlus, majority mode): a
 * choice with a single vote is an outlier and does not count; the label is the choice with more than half of the votes that are left,
 * and there is none where no choice has that, or where it is unknown or not a face.
 *
 * @param counts the votes for the columns in their order, ten numbers of 0 or more
 */
record FerPlusVotes(int[] counts) {

    /** The columns of expressions, in the order of FER+. */
    static final List<Expression> EXPRESSIONS = Numbering.FER_PLUS.expressions();

    /** The names of the columns with votes, in lower case: the expressions, unknown and not a face. */
    static final List<String> COLUMNS = List.of("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "nf");

    private static final int UNKNOWN = 8;
    private static final int VOTE_BITS = 6;
    private static final int MAXIMUM_VOTES = (1 << VOTE_BITS) - 1;

    /**
     * The votes of a row of a table with all columns.
     *
     * @throws InvalidSampleException where one is no number of votes
     */
    static FerPlusVotes of(final TableColumns columns, final List<String> row) throws InvalidSampleException {
        final int[] counts = new int[COLUMNS.size()];
        for (int column = 0; column < counts.length; column++) {
            final String text = columns.value(row, COLUMNS.get(column));
            final OptionalInt votes = WholeNumbers.parse(text, MAXIMUM_VOTES);
            if (votes.isEmpty()) {
                throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "%s %s; expected a number of votes, 0 to %d", COLUMNS.get(column),
                        InvalidInputException.quote(text), MAXIMUM_VOTES));
            }

            counts[column] = votes.getAsInt();
        }

        return new FerPlusVotes(counts);
    }

    /** The votes that were {@linkplain #packed() packed}. */
    static FerPlusVotes ofPacked(final long packed) {
        final int[] counts = new int[COLUMNS.size()];
        for (int column = 0; column < counts.length; column++) {
            counts[column] = (int) (packed >> VOTE_BITS * column) & MAXIMUM_VOTES;
        }

        return new FerPlusVotes(counts);
    }

    /** The votes in 60 bits, from below; 0 where there are none. */
    long packed() {
        long packed = 0;
        for (int column = counts.length - 1; column >= 0; column--) {
            packed = packed << VOTE_BITS | counts[column];
        }

        return packed;
    }

    /** The votes for the eight expressions, single ones too; only those that have any. */
    Map<Expression, Integer> distribution() {
        final Map<Expression, Integer> votes = new EnumMap<>(Expression.class);
        for (int column = 0; column < EXPRESSIONS.size(); column++) {
            if (counts[column] > 0) {
                votes.put(EXPRESSIONS.get(column), counts[column]);
            }
        }

        return votes;
    }

    /** The votes for unknown and for no face. */
    int others() {
        return Arrays.stream(counts, UNKNOWN, counts.length).sum();
    }

    /** Adds the votes to what is known of a sample, and whether they have a majority. */
    SampleMetadata.Builder describe(final SampleMetadata.Builder metadata) {
        boolean hasMajority = true;
        try {
            majority();
        } catch (final InvalidSampleException e) {
            hasMajority = false;
        }

        return metadata.votes(distribution()).otherVotes(others()).hasMajority(hasMajority);
    }

    /**
     * The label by majority or, where there is none and such rows are kept, by most votes.
     *
     * @param original the label of FER-2013, empty where it has none
     * @throws InvalidSampleException where there is none, with the reason
     */
    Expression expression(final RowsWithoutMajority withoutMajority, final Optional<Expression> original) throws InvalidSampleException {
        try {
            return majority();
        } catch (final InvalidSampleException e) {
            if (withoutMajority == RowsWithoutMajority.DROP) {
                throw e;
            }

            return mostVoted(original);
        }
    }

    /**
     * The label by majority.
     *
     * @throws InvalidSampleException where there is none, with the reason
     */
    Expression majority() throws InvalidSampleException {
        final int[] kept = Arrays.stream(counts).map(count -> count > 1 ? count : 0).toArray();
        final int sum = Arrays.stream(kept).sum();
        int best = 0;
        for (int column = 1; column < kept.length; column++) {
            best = kept[column] > kept[best] ? column : best;
        }

        if (2 * kept[best] <= sum) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "No choice of the annotators has more than half of the votes (%s)", text()));
        }

        if (best >= UNKNOWN) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "The annotators' majority is %s (%s)", best == UNKNOWN ? "unknown" : "not a face", text()));
        }

        return EXPRESSIONS.get(best);
    }

    /**
     * The expression with most votes, single ones too. Among equals the label of FER-2013 is taken where it is one of them, and the
     * first in the order of the columns else.
     *
     * @param original the label of FER-2013, empty where it has none
     * @throws InvalidSampleException where no expression has a vote
     */
    Expression mostVoted(final Optional<Expression> original) throws InvalidSampleException {
        int best = 0;
        for (int column = 1; column < EXPRESSIONS.size(); column++) {
            final boolean more = counts[column] > counts[best];
            final boolean preferred = counts[column] == counts[best] && original.isPresent() && original.get() == EXPRESSIONS.get(column);
            best = more || preferred ? column : best;
        }

        if (counts[best] == 0) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "No annotator chose one of the eight expressions (%s)", text()));
        }

        return EXPRESSIONS.get(best);
    }

    private String text() {
        final StringBuilder text = new StringBuilder();
        for (int column = 0; column < counts.length; column++) {
            if (counts[column] > 0) {
                text.append(text.isEmpty() ? "" : ", ").append(COLUMNS.get(column)).append(' ').append(counts[column]);
            }
        }

        return text.isEmpty() ? "no votes" : text.toString();
    }
}
