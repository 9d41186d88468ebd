package org.nififer.processors.common;

import org.apache.nifi.processor.exception.ProcessException;

/**
 * The environment is broken: a disk, a library, a folder of somebody else. No FlowFile is at fault; what is in the queue stays there.
 */
public final class EnvironmentException extends ProcessException {

    public EnvironmentException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
