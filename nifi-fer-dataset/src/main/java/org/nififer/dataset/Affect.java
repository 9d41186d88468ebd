package org.nififer.dataset;

import java.util.Locale;

/**
 * Where an annotator saw an expression in the plane of affect (Russell's circumplex; AffectNet has it).
 *
 * @param valence unpleasant -1 to pleasant 1
 * @param arousal calm -1 to excited 1
 */
public record Affect(double valence, double arousal) {

    public Affect {
        if (!(Math.abs(valence) <= 1 && Math.abs(arousal) <= 1)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "Valence %s and arousal %s; expected -1 to 1", valence, arousal));
        }
    }
}
