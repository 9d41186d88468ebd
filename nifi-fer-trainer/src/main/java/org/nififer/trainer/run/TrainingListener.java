package org.nififer.trainer.run;

/**
 * Hears what happens in a training run, on the thread of the run.
 */
public interface TrainingListener {

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
}
