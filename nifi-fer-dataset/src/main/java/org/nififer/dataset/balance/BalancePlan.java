package org.nififer.dataset.balance;

import java.util.SplittableRandom;

/**
 * Says for each training sample of one class, in the order of the file, how many samples it becomes: 0 where it is cut, 1 where it
 * stays, more where augmented ones join it. Samples are chosen by selection sampling, so nothing is held.
 */
final class BalancePlan {

    private final SplittableRandom random;
    private final long everySample;
    private long chosenLeft;
    private long samplesLeft;

    /**
     * A plan for a class.
     *
     * @param samples how many there are, 1 or more
     * @param target  how many there shall be
     */
    BalancePlan(final long samples, final long target, final long seed) {
        random = new SplittableRandom(seed);
        everySample = target / samples;
        chosenLeft = target % samples;
        samplesLeft = samples;
    }

    /** Whether every sample had its turn. */
    boolean isDone() {
        return samplesLeft == 0;
    }

    long next() {
        final boolean chosen = random.nextLong(samplesLeft) < chosenLeft;
        samplesLeft--;
        chosenLeft -= chosen ? 1 : 0;
        return everySample + (chosen ? 1 : 0);
    }
}
