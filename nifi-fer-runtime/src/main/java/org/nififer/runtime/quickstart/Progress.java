package org.nififer.runtime.quickstart;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One line for each thing that happens, with the time since the start, and one now and then while nothing does: the same on a
 * terminal and in a log file. Thread-safe.
 */
public final class Progress implements AutoCloseable {

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private final PrintWriter output;
    private final Instant start = Instant.now();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private String phase = "Starting";
    private Instant lastLine = Instant.now();

    public Progress(final PrintWriter output) {
        this.output = output;
        ticker.scheduleAtFixedRate(this::breakSilence, 1, 1, TimeUnit.SECONDS);
    }

    /** Begins something that may take a while. */
    public synchronized void begin(final String newPhase) {
        phase = newPhase;
        tell(newPhase + " ...");
    }

    /** What goes on, for the lines that break a silence. */
    public synchronized void stillAt(final String newPhase) {
        phase = newPhase;
    }

    /** Tells something that has happened. */
    public synchronized void tell(final String line) {
        final long seconds = Duration.between(start, Instant.now()).toSeconds();
        output.printf(Locale.ROOT, "%3d:%02d  %s%n", seconds / 60, seconds % 60, line);
        output.flush();
        lastLine = Instant.now();
    }

    private synchronized void breakSilence() {
        if (lastLine.plus(LONGEST_SILENCE).isBefore(Instant.now())) {
            tell("... " + phase);
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
