package org.nififer.trainer.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Notes what a training tells of itself.
 */
class RunRecorder implements TrainingListener {

    final List<EpochRecord> epochs = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    /** How far the teacher was, such as 32 of 40. */
    final List<String> taught = new ArrayList<>();
    int trainingSamples;
    int validationSamples;
    /** The epoch of the checkpoint from which it went on; 0 where there was none. */
    int resumedAfter;

    @Override
    public void started(final String runId, final TrainingSettings settings, final int trained, final int validated) {
        assertFalse(runId.isEmpty());
        trainingSamples = trained;
        validationSamples = validated;
    }

    @Override
    public void resumed(final List<EpochRecord> earlier) {
        resumedAfter = earlier.getLast().epoch();
    }

    @Override
    public void taught(final int samples, final int total) {
        taught.add(String.format(Locale.ROOT, "%d of %d", samples, total));
    }

    @Override
    public void stepped(final int epoch, final int samples, final double loss) {
        assertTrue(samples > 0);
    }

    @Override
    public void epochEnded(final EpochRecord epoch) {
        epochs.add(epoch);
    }

    @Override
    public void warned(final String message) {
        warnings.add(message);
    }
}
