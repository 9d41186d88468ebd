package org.nififer.benchmarks.dataset;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Looks every few milliseconds how much heap is in use, garbage that was not collected yet included, and remembers the most.
 */
final class PeakHeap implements AutoCloseable {

    private static final long INTERVAL_MILLISECONDS = 5;

    private final Thread thread = Thread.ofPlatform().daemon().name("nifi-fer-peak-heap").start(this::watch);
    private volatile long bytes;

    private void watch() {
        try {
            while (true) {
                bytes = Math.max(bytes, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
                TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLISECONDS);
            }
        } catch (final InterruptedException e) {
            // Closed.
        }
    }

    /** The most so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
