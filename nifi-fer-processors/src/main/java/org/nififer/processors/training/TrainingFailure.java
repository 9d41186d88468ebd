package org.nififer.processors.training;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.EnvironmentException;
import org.nififer.processors.common.Waiting;

import java.io.IOException;
import java.util.Locale;

/**
 * What becomes of a dataset whose training has failed: some failures are its own, some those of the environment, and some may not come again.
 *
 * @param session of the dataset, to be committed by the caller
 */
record TrainingFailure(ProcessContext context, ProcessSession session, FlowFile dataset, ComponentLog log) {

    /** The system may have had no memory at that time, so that it is tried again; but not for ever. */
    void died(final TrainingDirectory directory, final TrainerProcess.TrainerDiedException cause) throws IOException {
        directory.died();
        final int maximum = context.getProperty(TrainFerModel.MAXIMUM_ATTEMPTS).asInteger();
        if (directory.deaths() < maximum) {
            log.error("The training on {} has died, {} of {} times; it stays in its queue and the training goes on after its last epoch: {}", dataset, directory.deaths(),
                    maximum, cause.getMessage());
            session.rollback(true);
            context.yield();
            return;
        }

        route(new InvalidInputException(Code.TRAINING_FAILED, String.format(Locale.ROOT, "The training on %s has died %d times. Sent here "
                + "again it goes on after its last epoch; with more memory, a smaller batch or a smaller network it may live: %s",
                dataset.getAttribute(CoreAttributes.FILENAME.key()), directory.deaths(), cause.getMessage()), cause));
        directory.forgetDeaths();
        session.commitAsync();
    }

    /**
     * Tells a wrong dataset, which goes to failure, from what every dataset would meet.
     *
     * @throws EnvironmentException where initial weights, the teacher or the folder are at fault
     */
    void failed(final TrainingDirectory directory, final InvalidInputException cause) {
        if (cause.code() == Code.INVALID_MODEL) {
            directory.remove(log);
            context.yield();
            throw new EnvironmentException(String.format(Locale.ROOT, "The initial weights or the teacher cannot be used; %s stays in its queue: %s", dataset, cause.getMessage()),
                    cause);
        }

        if (cause.code() == Code.OTHER_RUN) {
            context.yield();
            throw new EnvironmentException(
                    String.format(Locale.ROOT,
                            "%s holds the checkpoints of another training and is left as it is, %s stays in its queue. Move the folder elsewhere to begin anew: %s",
                            directory.path(), dataset, cause.getMessage()), cause);
        }

        route(cause);
    }

    /** Sends the dataset to failure. */
    void route(final InvalidInputException cause) {
        log.warn("{} is routed to failure: {}", dataset, cause.getMessage());
        session.transfer(session.putAllAttributes(Waiting.end(session, dataset), AbstractFerProcessor.errorAttributes(cause)), AbstractFerProcessor.FAILURE);
    }
}
