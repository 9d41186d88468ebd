package org.nififer.processors.service;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Work that goes on beside those who need it: never twice at a time, and after a failure not before a pause, which is twice as long after each further one. Whoever closes it waits
 * for nothing: a thread at work is interrupted, and what it still does counts no longer.
 */
final class BackgroundWork implements AutoCloseable {

    private final ThreadFactory threads;
    private final Duration firstPause;
    private final Duration longestPause;
    private Run running;
    private Failure failure;
    private boolean closed;

    /**
     * No work yet.
     *
     * @param firstPause   after the first failure
     * @param longestPause after many
     */
    BackgroundWork(final ThreadFactory threads, final Duration firstPause, final Duration longestPause) {
        this.threads = threads;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
    }

    /** What is done. */
    interface Work {
        void run() throws IOException;
    }

    /** Work that is under way. */
    private record Run(Thread thread, long start, LocalTime since, CountDownLatch end) {
    }

    /** The last work failed, as did some before it. */
    private record Failure(Object subject, IOException cause, int times, Duration pause, long at) {

        private boolean isOf(final Object other) {
            return subject.equals(other);
        }
    }

    /**
     * Starts some work, unless other work is under way or the same has failed too short a time ago.
     *
     * @param subject what the work is about; that of another one begins without a pause
     */
    synchronized void start(final Object subject, final Work work) {
        if (closed || running != null || failure != null && failure.isOf(subject) && System.nanoTime() - failure.at < failure.pause.toNanos()) {
            return;
        }

        final CountDownLatch end = new CountDownLatch(1);
        final Thread thread = threads.newThread(() -> run(subject, work, end));
        // A thread that cannot be had runs nothing; one that has it waits for this lock before it says that it has ended.
        thread.start();
        running = new Run(thread, System.nanoTime(), LocalTime.now().truncatedTo(ChronoUnit.SECONDS), end);
    }

    private void run(final Object subject, final Work work, final CountDownLatch end) {
        IOException cause = null;
        try {
            work.run();
        } catch (final IOException e) {
            cause = e;
        } catch (final RuntimeException | Error e) {
            cause = new IOException(e.toString(), e);
        } finally {
            ended(subject, cause);
            end.countDown();
        }
    }

    private synchronized void ended(final Object subject, final IOException cause) {
        running = null;
        if (cause == null) {
            failure = null;
            return;
        }

        final int times = failure != null && failure.isOf(subject) ? failure.times + 1 : 1;
        failure = new Failure(subject, cause, times, pause(times), System.nanoTime());
    }

    private Duration pause(final int times) {
        Duration pause = firstPause;
        for (int failed = 1; failed < times && pause.compareTo(longestPause) < 0; failed++) {
            pause = pause.multipliedBy(2);
        }

        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    /** Waits for the end of the work that is under way, but not beyond some time after its start: who comes late waits no longer than others. */
    void await(final Duration patience) {
        final Run run;
        synchronized (this) {
            run = running;
        }

        if (run != null) {
            try {
                run.end.await(run.start + patience.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Why the last work failed; empty after one that succeeded. */
    synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure).map(Failure::cause);
    }

    /** The pause after so many failures of a subject as there were, with the one that is just going on. */
    synchronized Duration nextPause(final Object subject) {
        return pause(failure != null && failure.isOf(subject) ? failure.times + 1 : 1);
    }

    /** Since when some work is under way. */
    synchronized Optional<LocalTime> since() {
        return Optional.ofNullable(running).map(Run::since);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (running != null) {
            running.thread.interrupt();
            running.end.countDown();
        }
    }
}
