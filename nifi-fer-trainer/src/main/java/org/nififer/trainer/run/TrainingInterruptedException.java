package org.nififer.trainer.run;

import java.io.IOException;

/**
 * The environment ended a run, such as a full disk. The message is a whole sentence: what happened, what helps, and which checkpoint is
 * left to go on from.
 */
public final class TrainingInterruptedException extends IOException {

    TrainingInterruptedException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
