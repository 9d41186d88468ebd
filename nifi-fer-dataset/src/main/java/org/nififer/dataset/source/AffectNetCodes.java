package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.dataset.Affect;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How AffectNet (Mollahosseini et al., 2017) writes what its annotators saw: expressions as 0 to 7, 8 to 10 for what is none, and
 * valence and arousal from -1 to 1, or -2 where there is none.
 */
final class AffectNetCodes {

    private static final List<String> OTHERS = List.of("none of the expressions", "uncertain", "not a face");
    private static final double NONE = -2;

    private AffectNetCodes() {
    }

    /**
     * The expression of a number.
     *
     * @throws InvalidSampleException for all other numbers
     */
    static Expression expression(final double code) throws InvalidSampleException {
        final int other = (int) code - Numbering.AFFECTNET.expressions().size();
        if (code == Math.rint(code) && other >= 0 && other < OTHERS.size()) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "AffectNet's expression %d means %s; expected 0 (neutral) to 7 (contempt)", (int) code,
                    OTHERS.get(other)));
        }

        return Numbering.AFFECTNET.expression(code);
    }

    /** Valence and arousal; empty where there is none. */
    static Optional<Affect> affect(final double valence, final double arousal) throws InvalidSampleException {
        if (valence == NONE || arousal == NONE) {
            return Optional.empty();
        }

        try {
            return Optional.of(new Affect(valence, arousal));
        } catch (final IllegalArgumentException e) {
            throw new InvalidSampleException("affect", e.getMessage(), e);
        }
    }
}
