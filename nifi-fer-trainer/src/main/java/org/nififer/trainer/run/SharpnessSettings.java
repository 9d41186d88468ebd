package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;

/**
 * Where and when sharpness-aware minimization looks for the worst point near the weights. Without effect where the optimizer is none.
 *
 * @param rho      the radius of the ball in which it looks, above 0 and at most 10; the paper: 0.05
 * @param part     in which last part of the training, above 0 and at most 1; before it the base optimizer steps alone. The paper: 1, which is all of it
 * @param interval every so many steps of this part, from its first one on; 1 for every step, as in the paper. The steps between reuse what was found
 *                 (LookSAM, see {@link org.nififer.trainer.optimizer.Sam})
 */
public record SharpnessSettings(double rho, double part, int interval) {

    public static final int LARGEST_INTERVAL = 1000;

    void validate() throws InvalidInputException {
        SettingRange.require(rho > 0 && rho <= 10, "rho", rho, "above 0 and at most 10");
        SettingRange.require(part > 0 && part <= 1, "part of the training with sharpness-aware minimization", part, "above 0 and at most 1, which is all of it");
        SettingRange.require(interval >= 1 && interval <= LARGEST_INTERVAL, "number of steps between two climbs", interval, "1 to " + LARGEST_INTERVAL);
    }

    /**
     * The first step that is sharpness-aware.
     *
     * @param steps of the whole training
     * @return from 0; at most the last step
     */
    long firstStep(final long steps) {
        return Math.min(steps - 1, Math.round(steps * (1 - part)));
    }
}
