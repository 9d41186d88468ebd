package org.nififer.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.util.Locale;

/**
 * How many threads work on images at a time.
 */
final class ThreadsOption {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    private int threads;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "How many images are worked on at a time; one for each processor by default.")
    void setThreads(final int value) {
        if (value < 0) {
            throw new ParameterException(spec.commandLine(), String.format(Locale.ROOT, "--threads %d; expected 1 or more", value));
        }

        threads = value;
    }

    /** 1 or more. */
    int threads() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
