package org.nififer.processors.common;

import org.apache.nifi.logging.ComponentLog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells operators that something waits: when it begins, and as long as it goes on every few minutes, as a warning. A wait takes minutes or days, and every attempt meanwhile would
 * be a bulletin of its own.
 */
final class WaitReminder {

    static final Duration INTERVAL = Duration.ofMinutes(5);

    /** What is waited for at the same time: models, trainings, experiments. */
    private static final int MOST_REASONS = 1000;

    private final InstantSource clock;
    private final Map<String, Wait> waits = new LinkedHashMap<>();

    WaitReminder(final InstantSource clock) {
        this.clock = clock;
    }

    /** A wait that is going on. */
    private record Wait(Instant since, Instant told, Instant seen) {
    }

    /**
     * Called at every attempt.
     *
     * @param isNormal whether nobody need be bothered with the beginning
     * @param what     waits, with what it waits for in the next parameter
     * @param since    when it began, if that is known from before
     */
    synchronized void tell(final ComponentLog log, final boolean isNormal, final Object what, final String reason, final Instant since) {
        final Instant now = clock.instant();
        // What has not been asked for some time has ended in between, unseen.
        waits.values().removeIf(wait -> wait.seen.plus(INTERVAL.multipliedBy(2)).isBefore(now));
        final Wait wait = waits.get(reason);
        if (wait == null) {
            begin(log, isNormal, what, reason, since, now);
        } else if (wait.told.plus(INTERVAL).isAfter(now)) {
            log.debug("{} still waits: {}", what, reason);
            waits.put(reason, new Wait(wait.since, wait.told, now));
        } else {
            log.warn("{} still waits, since {}: {}", what, text(wait.since), reason);
            waits.put(reason, new Wait(wait.since, now, now));
        }
    }

    private void begin(final ComponentLog log, final boolean isNormal, final Object what, final String reason, final Instant since, final Instant now) {
        if (isNormal && since.plus(INTERVAL).isAfter(now)) {
            log.info("{} waits: {}", what, reason);
        } else {
            log.warn("{} waits, since {}: {}", what, text(since), reason);
        }

        if (waits.size() < MOST_REASONS) {
            waits.put(reason, new Wait(since, now, now));
        }
    }

    private static String text(final Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Nothing waits any longer; the next reason is news again. */
    synchronized void end() {
        waits.clear();
    }

    Instant now() {
        return clock.instant();
    }
}
