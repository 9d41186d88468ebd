package org.nififer.processors;

import org.apache.nifi.logging.ComponentLog;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells operators that FlowFiles wait for a model, once for each reason: a training takes minutes or days, and every attempt
 * meanwhile would be a bulletin of its own.
 */
final class ModelWait {

    private final AtomicReference<String> reported = new AtomicReference<>();

    void report(final ComponentLog log, final IOException cause) {
        final String reason = cause.toString();
        if (reason.equals(reported.getAndSet(reason))) {
            log.debug("There is still no model: {}", reason);
        } else {
            log.warn("There is no model that can be used; what is in the queue waits for it: {}", reason);
        }
    }

    /** There is a model; the next reason is news again. */
    void end() {
        reported.set(null);
    }
}
