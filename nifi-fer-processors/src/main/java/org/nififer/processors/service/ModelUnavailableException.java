package org.nififer.processors.service;

import java.io.IOException;

/**
 * There is no model at this moment, and nothing is wrong with that: its file is not there yet, or it is on its way. Waiting helps. The message is a sentence for people.
 */
public final class ModelUnavailableException extends IOException {

    ModelUnavailableException(final String message) {
        super(message);
    }
}
