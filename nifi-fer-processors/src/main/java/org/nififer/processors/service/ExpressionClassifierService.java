package org.nififer.processors.service;

import org.apache.nifi.controller.ControllerService;
import org.nififer.model.ExpressionClassifier;

import java.io.IOException;

/**
 * Lends a classifier to any number of concurrent tasks.
 */
public interface ExpressionClassifierService extends ControllerService {

    /**
     * The classifier of the model as it is now, loaded on first use. It stays usable until the lease is closed, whatever
     * happens to the model meanwhile.
     *
     * @throws ModelUnavailableException                 where there is no model yet, or it is on its way
     * @throws org.nififer.common.InvalidInputException    where the model's file is not a valid model
     */
    ClassifierLease acquire() throws IOException;

    /** The use of a classifier by one task. */
    interface ClassifierLease extends AutoCloseable {

        ExpressionClassifier classifier();

        @Override
        void close();
    }
}
