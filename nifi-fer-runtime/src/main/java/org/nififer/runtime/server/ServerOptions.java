package org.nififer.runtime.server;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * How a server runs.
 *
 * @param profile       what it is tuned for
 * @param heapMebibytes largest heap in MiB, at least 256
 * @param startTimeout  how long a start may take until the REST API answers, longer than zero
 * @param detached      whether the server goes on when the JVM that started it ends
 */
public record ServerOptions(ServerProfile profile, int heapMebibytes, Duration startTimeout, boolean detached) {
    private static final int SMALLEST_HEAP = 256;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ServerOptions {
        Objects.requireNonNull(profile, "profile");
        if (heapMebibytes < SMALLEST_HEAP) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A heap of %d MiB is too small for NiFi: at least %d MiB", heapMebibytes, SMALLEST_HEAP));
        }

        if (!startTimeout.isPositive()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A start timeout of %s leaves no time to start: it must be longer than zero", startTimeout));
        }
    }

    /** A server for tests: 512 MiB, two minutes to start, ends with this JVM. */
    public static ServerOptions light() {
        return new ServerOptions(ServerProfile.LIGHT, 512, Duration.ofMinutes(2), false);
    }

    /** A server for people: 1 GiB, three minutes to start, ends with this JVM. */
    public static ServerOptions normal() {
        return new ServerOptions(ServerProfile.NORMAL, 1024, Duration.ofMinutes(3), false);
    }

    /** The same with another largest heap in MiB. */
    public ServerOptions withHeapMebibytes(final int mebibytes) {
        return new ServerOptions(profile, mebibytes, startTimeout, detached);
    }

    /** The same with another time to start. */
    public ServerOptions withStartTimeout(final Duration timeout) {
        return new ServerOptions(profile, heapMebibytes, timeout, detached);
    }

    /** The same, but going on when this JVM ends. */
    public ServerOptions asDetached() {
        return new ServerOptions(profile, heapMebibytes, startTimeout, true);
    }
}
