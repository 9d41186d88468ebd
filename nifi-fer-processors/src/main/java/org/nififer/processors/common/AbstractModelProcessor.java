package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.nififer.common.InvalidInputException;
import org.nififer.processors.service.ExpressionClassifierService;
import org.nififer.processors.service.ExpressionClassifierService.ClassifierLease;
import org.nififer.processors.service.ModelUnavailableException;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.Locale;

/**
 * What uses a model, and waits where there is none.
 */
public abstract class AbstractModelProcessor extends AbstractFerProcessor {

    public static final PropertyDescriptor MODEL_SERVICE = new PropertyDescriptor.Builder()
            .name("Model Service")
            .description("The service that holds the model")
            .required(true)
            .identifiesControllerService(ExpressionClassifierService.class)
            .build();

    private final WaitReminder reminder = new WaitReminder(InstantSource.system());

    /**
     * The model that the service holds.
     *
     * @throws IOException where there is none, which is no fault of what is in the queue
     */
    protected ClassifierLease acquire(final ProcessContext context) throws IOException {
        final ClassifierLease lease = context.getProperty(MODEL_SERVICE).asControllerService(ExpressionClassifierService.class).acquire();
        reminder.end();
        return lease;
    }

    /** Leaves everything in its queue until there is a model, and says so now and then. */
    protected void waitForModel(final ProcessContext context, final ProcessSession session, final IOException cause) {
        reminder.tell(getLogger(), false, "What is in the queue", words(cause), reminder.now());
        session.rollback();
        context.yield();
    }

    /** Why there is no model, in words where the program foresaw it. */
    public static String words(final Throwable cause) {
        return switch (cause) {
            case final InvalidInputException invalid -> invalid.getMessage();
            case final ModelUnavailableException unavailable -> unavailable.getMessage();
            case final NoSuchFileException missing -> String.format(Locale.ROOT, "There is no file %s", missing.getFile());
            default -> cause.toString();
        };
    }
}
