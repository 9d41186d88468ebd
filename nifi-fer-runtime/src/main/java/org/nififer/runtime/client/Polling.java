package org.nififer.runtime.client;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Asks the server again and again until nothing hinders any more.
 */
final class Polling {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private Polling() {
    }

    /** Asks the server what still hinders. */
    @FunctionalInterface
    interface Question {
        /** One line for each hindrance, empty when done. */
        List<String> hindrances() throws IOException, InterruptedException;
    }

    /**
     * Returns as soon as nothing hinders.
     *
     * @throws IOException when the time is over, with the hindrances of the last answer
     */
    static void await(final String goal, final Duration timeout, final Question question) throws IOException, InterruptedException {
        final Instant deadline = Instant.now().plus(timeout);
        List<String> hindrances = question.hindrances();
        while (!hindrances.isEmpty()) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException(String.format(Locale.ROOT, "%s was not reached within %d s: %s", goal, timeout.toSeconds(), String.join("; ", hindrances)));
            }

            Thread.sleep(INTERVAL);
            hindrances = question.hindrances();
        }
    }
}
