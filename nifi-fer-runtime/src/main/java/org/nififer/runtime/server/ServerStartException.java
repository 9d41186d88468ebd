package org.nififer.runtime.server;

import java.io.IOException;

/**
 * A server that did not get ready. The message says why in its first line; the last lines of the server's logs follow.
 */
public class ServerStartException extends IOException {
    private static final long serialVersionUID = 1L;

    ServerStartException(final String reason, final String logTail) {
        super(reason + System.lineSeparator() + logTail);
    }
}
