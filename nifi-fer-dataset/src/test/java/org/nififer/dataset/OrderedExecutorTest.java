package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class OrderedExecutorTest {

    @Test
    void testResultsComeInTheOrderOfTheTasks() throws IOException {
        final List<Integer> results = new ArrayList<>();
        final CountDownLatch second = new CountDownLatch(1);
        try (OrderedExecutor<Integer> executor = new OrderedExecutor<>(2, results::add)) {
            executor.submit(1, () -> {
                second.await();
                return 0;
            });
            executor.submit(1, () -> {
                second.countDown();
                return 1;
            });
            for (int number = 2; number < 500; number++) {
                final int result = number;
                executor.submit(1, () -> result);
            }

            executor.finish();
        }

        assertEquals(IntStream.range(0, 500).boxed().toList(), results);
    }

    @Test
    void testFewLargeInputsWaitAtATime() throws IOException {
        final AtomicInteger given = new AtomicInteger();
        final AtomicInteger done = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        try (OrderedExecutor<Integer> executor = new OrderedExecutor<>(4, result -> done.incrementAndGet())) {
            for (int number = 0; number < 50; number++) {
                executor.submit(OrderedExecutor.MAXIMUM_WAITING_BYTES / 2, given::get);
                given.incrementAndGet();
                most.accumulateAndGet(given.get() - done.get(), Math::max);
            }

            executor.finish();
        }

        assertEquals(50, done.get());
        assertTrue(most.get() <= 2, "Waiting at a time: " + most.get());
    }

    @Test
    void testWhatATaskThrowsComesOut() throws IOException {
        try (OrderedExecutor<Integer> executor = new OrderedExecutor<>(2, result -> {
        })) {
            executor.submit(1, () -> {
                throw new IOException("broken");
            });

            assertEquals("broken", assertThrows(IOException.class, executor::finish).getMessage());
        }
    }

    @Test
    void testClosingInterruptsRunningTasksAndWaitsForTheirEnd() throws Exception {
        final CountDownLatch interrupted = new CountDownLatch(1);
        final CountDownLatch started = new CountDownLatch(1);
        final OrderedExecutor<Integer> executor = new OrderedExecutor<>(1, result -> {
        });
        executor.submit(1, () -> {
            started.countDown();
            try {
                Thread.sleep(60_000);
            } catch (final InterruptedException e) {
                interrupted.countDown();
            }

            return 0;
        });
        started.await();

        executor.close();

        assertEquals(0, interrupted.getCount());
    }
}
