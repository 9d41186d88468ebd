package org.nififer.processors.training;

import org.nififer.processors.training.TrainerProcess.TrainerStoppedException;
import org.nififer.trainer.run.TrainingJob;

import java.io.IOException;

/**
 * The one process that a processor trains with. Starting and closing exclude each other: a processor that is being stopped starts nothing that nobody stops.
 */
final class TrainerSlot {

    private TrainerProcess trainer;
    private boolean open;

    synchronized void open() {
        open = true;
    }

    /** Ends the process, and lets none begin. */
    synchronized void close() {
        open = false;
        if (trainer != null) {
            trainer.stop();
        }
    }

    /**
     * Starts the process.
     *
     * @param heapBytes limit of its Java heap
     * @throws TrainerStoppedException where the slot is closed
     */
    synchronized TrainerProcess start(final TrainingJob job, final long heapBytes) throws IOException {
        if (!open) {
            throw new TrainerStoppedException();
        }

        trainer = new TrainerProcess(job, heapBytes);
        return trainer;
    }
}
