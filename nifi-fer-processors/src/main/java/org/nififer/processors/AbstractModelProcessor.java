package org.nififer.processors;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.nififer.services.ExpressionClassifierService;
import org.nififer.services.ExpressionClassifierService.ClassifierLease;

import java.io.IOException;

/**
 * What uses a model, and waits where there is none.
 */
abstract class AbstractModelProcessor extends AbstractFerProcessor {

    static final PropertyDescriptor MODEL_SERVICE = new PropertyDescriptor.Builder()
            .name("Model Service")
            .description("The service that holds the model")
            .required(true)
            .identifiesControllerService(ExpressionClassifierService.class)
            .build();

    private final ModelWait modelWait = new ModelWait();

    /**
     * The model that the service holds.
     *
     * @throws IOException where there is none, which is no fault of what is in the queue
     */
    ClassifierLease acquire(final ProcessContext context) throws IOException {
        final ClassifierLease lease = context.getProperty(MODEL_SERVICE).asControllerService(ExpressionClassifierService.class).acquire();
        modelWait.end();
        return lease;
    }

    /** Leaves everything in its queue until there is a model, and says so once for each reason. */
    void waitForModel(final ProcessContext context, final ProcessSession session, final IOException cause) {
        modelWait.report(getLogger(), cause);
        session.rollback();
        context.yield();
    }
}
