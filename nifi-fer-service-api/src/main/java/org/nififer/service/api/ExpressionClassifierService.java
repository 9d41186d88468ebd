package org.nififer.service.api;

import org.apache.nifi.controller.ControllerService;

import java.io.IOException;

/**
 * Holds a model that classifies the expressions of faces, and lends it to any number of concurrent tasks.
 */
public interface ExpressionClassifierService extends ControllerService {

    /**
     * The model as it is now, loaded on first use. It stays usable until it is closed, whatever happens to the service's model meanwhile.
     *
     * @throws ModelUnavailableException where there is no model, for a reason that the service knows
     * @throws IOException               where the model cannot be had for another reason
     */
    ExpressionModel acquire() throws IOException;
}
