package org.nififer.runtime.client;

import java.io.IOException;
import java.util.Locale;

/**
 * A request that the server refused. The message has the request, the status and what the server answered.
 */
public class NifiRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    NifiRequestException(final String request, final int status, final String answer) {
        super(String.format(Locale.ROOT, "%s was refused with status %d: %s", request, status, answer.strip()));
        this.status = status;
    }

    /** The HTTP status, such as 404. */
    public int status() {
        return status;
    }
}
