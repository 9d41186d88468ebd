package org.nififer.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Computes on several threads and hands the results on in the order in which the tasks were given, on the thread that gives them:
 * reading and writing stay in order while images are decoded beside them. Few results wait at a time, so memory stays bounded.
 * Not thread-safe.
 *
 * @param <T> the results
 */
public final class OrderedExecutor<T> implements Closeable {

    private static final int TASKS_PER_THREAD = 16;
    private static final int HEAP_PARTS = 16;
    /** What waiting tasks may hold: 16 MiB, or more where the heap is large; a task that holds more waits alone. */
    static final long MAXIMUM_WAITING_BYTES = Math.max(16L << 20, Runtime.getRuntime().maxMemory() / HEAP_PARTS);

    private final ExecutorService threads;
    private final Consumer<T> results;
    private final int maximumWaiting;
    private final Queue<Waiting<T>> waiting = new ArrayDeque<>();
    private long waitingBytes;

    /** Takes one result after the other. */
    @FunctionalInterface
    public interface Consumer<T> {

        void accept(T result) throws IOException;
    }

    /**
     * Starts the threads.
     *
     * @param threadCount 1 or more
     * @param results     called by {@link #submit} and {@link #finish}
     */
    public OrderedExecutor(final int threadCount, final Consumer<T> results) {
        threads = Executors.newFixedThreadPool(threadCount, Thread.ofPlatform().daemon().name("nifi-fer-images-", 0).factory());
        maximumWaiting = TASKS_PER_THREAD * threadCount;
        this.results = results;
    }

    /**
     * Gives a task; hands on the oldest results first where too much is waiting.
     *
     * @param bytes what the task and its result hold in memory, so that few large ones wait and many small ones
     * @throws IOException what an older task or the consumer threw; unchecked exceptions come through as well
     */
    public void submit(final long bytes, final Callable<T> task) throws IOException {
        while (waiting.size() >= maximumWaiting || !waiting.isEmpty() && waitingBytes + bytes > MAXIMUM_WAITING_BYTES) {
            handOn();
        }

        waiting.add(new Waiting<>(threads.submit(task), bytes));
        waitingBytes += bytes;
    }

    /** Waits for all tasks and hands on their results. */
    public void finish() throws IOException {
        while (!waiting.isEmpty()) {
            handOn();
        }
    }

    private void handOn() throws IOException {
        final Waiting<T> oldest = waiting.remove();
        waitingBytes -= oldest.bytes();
        try {
            results.accept(oldest.result().get());
        } catch (final ExecutionException e) {
            switch (e.getCause()) {
                case final IOException cause -> throw cause;
                case final RuntimeException cause -> throw cause;
                case final Error cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while images were computed");
        }
    }

    /** Gives up what waits, and returns when nothing runs any more: what the tasks use can be closed then. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        waiting.clear();
    }

    private record Waiting<T>(Future<T> result, long bytes) {
    }
}
