package org.nififer.trainer;

import org.nififer.common.InvalidInputException;
import org.nififer.trainer.run.TrainingJob;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A training in a process of its own, whose memory and whose crash are not those of the program that forks it. Its one argument is the path of a {@link TrainingJob} as JSON; it
 * writes the events of {@link TrainingEventWriter} to stdout, and what else there is to say to stderr.
 */
public final class TrainingProcess {

    /** The exit code where the job cannot be read: nothing was tried. */
    private static final int WRONG_USAGE = 2;

    private TrainingProcess() {
    }

    /** Trains and exits, with 0 where there is a model. */
    public static void main(final String[] arguments) {
        ProcessFrame.run(() -> {
            final TrainingJob job;
            try {
                job = TrainingJob.read(Path.of(arguments[0]));
            } catch (final InvalidInputException e) {
                ProcessFrame.tell(String.format(Locale.ROOT, "%s: %s", arguments[0], e.getMessage()));
                return WRONG_USAGE;
            }

            // Unlike System.out it tells when nobody reads any more: a training that NiFi has forked ends with a NiFi that is killed.
            final OutputStream output = new FileOutputStream(FileDescriptor.out);
            new TrainingEventWriter(line -> output.write((line + '\n').getBytes(StandardCharsets.UTF_8))).run(job);
            return 0;
        });
    }
}
