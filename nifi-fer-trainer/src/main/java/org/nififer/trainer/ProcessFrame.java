package org.nififer.trainer;

import org.nififer.common.InvalidInputException;
import org.nififer.common.UnfinishedFiles;
import org.nififer.trainer.run.DeviceLock.DeviceBusyException;
import org.nififer.trainer.run.TrainingInterruptedException;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * What every process of nifi-fer is from its beginning to its end, the command line and a training that NiFi forks: without a screen, with libraries that keep quiet, ended at once
 * by a signal, and with one line on stderr that says why it failed.
 */
public final class ProcessFrame {

    /** The exit code of a process that could not do what it was asked for. */
    public static final int FAILED = 1;

    /** What shells report of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private ProcessFrame() {
    }

    /**
     * Does the work and exits with its code.
     *
     * @param work returns the exit code; what it throws is told on stderr
     */
    public static void run(final Callable<Integer> work) {
        // The libraries' chatter about engines and threads is no part of a command's output; nor is it where nothing is there that would write it.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getProperty("org.slf4j.simpleLogger.defaultLogLevel", "error"));
        System.setProperty("slf4j.internal.verbosity", System.getProperty("slf4j.internal.verbosity", "ERROR"));
        // Charts are painted in memory, whether or not there is a screen.
        System.setProperty("java.awt.headless", "true");
        // A signal ends the process at once: an orderly exit would destroy libtorch under a thread that still computes, which crashes.
        final Thread end = new Thread(() -> {
            UnfinishedFiles.discard();
            Runtime.getRuntime().halt(TERMINATED);
        });
        Runtime.getRuntime().addShutdownHook(end);
        int exitCode = FAILED;
        try {
            exitCode = work.call();
        } catch (final Exception | OutOfMemoryError | LinkageError e) {
            tell(message(e));
        }

        Runtime.getRuntime().removeShutdownHook(end);
        System.exit(exitCode);
    }

    /** Writes a line to stderr; where that is closed, nobody is there to hear it. */
    static void tell(final String line) {
        try {
            new FileOutputStream(FileDescriptor.err).write((line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
        } catch (final IOException e) {
            // The exit code says it as well.
        }
    }

    /** A failure as one line for a person. */
    public static String message(final Throwable failure) {
        return switch (failure) {
            case final InvalidInputException invalid -> oneLine(invalid.getMessage());
            case final NoSuchFileException missing -> String.format(Locale.ROOT, "There is no file %s", missing.getFile());
            case final FileAlreadyExistsException exists -> String.format(Locale.ROOT, "%s exists and is not a folder", exists.getFile());
            // These say all of it.
            case final DeviceBusyException busy -> oneLine(busy.getMessage());
            case final TrainingInterruptedException interrupted -> oneLine(interrupted.getMessage());
            case final ExceptionInInitializerError error when error.getCause() != null -> message(error.getCause());
            default -> oneLine(String.format(Locale.ROOT, "%s: %s", failure.getClass().getSimpleName(), failure.getMessage()));
        };
    }

    /** A text without ends of lines. */
    public static String oneLine(final String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }
}
