package org.nififer.service.api;

import java.io.IOException;

/**
 * There is no model at this moment, for a reason that the service knows. The message is a sentence for people.
 */
public final class ModelUnavailableException extends IOException {

    private final boolean onItsWay;

    private ModelUnavailableException(final String message, final Throwable cause, final boolean onItsWay) {
        super(message, cause);
        this.onItsWay = onItsWay;
    }

    /** Nothing is wrong: the model is not there yet, or is being loaded. Waiting helps. */
    public static ModelUnavailableException onItsWay(final String message) {
        return new ModelUnavailableException(message, null, true);
    }

    /** What is there cannot be used until a person has put another one in its place. */
    public static ModelUnavailableException unusable(final String message, final Throwable cause) {
        return new ModelUnavailableException(message, cause, false);
    }

    /** Whether waiting helps, without anybody doing anything. */
    public boolean isOnItsWay() {
        return onItsWay;
    }
}
