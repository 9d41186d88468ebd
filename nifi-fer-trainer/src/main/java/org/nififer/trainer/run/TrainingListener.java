package org.nififer.trainer.run;

import java.util.List;

/**
 * Hears what happens in a training run, on the thread of the run.
 */
public interface TrainingListener {

    /** A file of weights is what the run starts from; called before {@link #started}, where there is one. */
    default void initialized(final InitialWeights.Origin origin) {
    }

    /**
     * The run has read its dataset and is about to train.
     *
     * @param trainingSamples   how many the network learns from
     * @param validationSamples how many choose the best epoch
     */
    void started(String runId, TrainingSettings settings, int trainingSamples, int validationSamples);

    /**
     * A step was made.
     *
     * @param samples how many samples of this epoch the network has seen
     * @param loss    of the step's batch, before the step
     */
    void stepped(int epoch, int samples, double loss);

    /** An epoch ended and was validated. */
    void epochEnded(EpochRecord epoch);

    /** The run goes on after these epochs of an earlier process; called after {@link #started}. */
    default void resumed(final List<EpochRecord> epochs) {
    }

    /**
     * The teacher has answered for some of the samples; called after {@link #started} and before the first step, where there is a teacher that was not asked before.
     *
     * @param samples how many so far
     * @param total   how many there are to be asked about
     */
    default void taught(final int samples, final int total) {
    }

    /** Something that is no failure, but that a person should know: a sentence. */
    default void warned(final String message) {
    }
}
