package org.nififer.archive;

import java.io.IOException;

/**
 * The content of one entry cannot be read; the next entry can be asked for.
 */
public final class DamagedEntryException extends IOException {

    DamagedEntryException(final String message) {
        super(message);
    }

    DamagedEntryException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
