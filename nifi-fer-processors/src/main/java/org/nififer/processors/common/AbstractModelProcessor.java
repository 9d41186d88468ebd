package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.nififer.common.InvalidInputException;
import org.nififer.service.api.ExpressionClassifierService;
import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;

/**
 * What uses a model, and waits where there is none.
 */
public abstract class AbstractModelProcessor extends AbstractFerProcessor {

    public static final PropertyDescriptor MODEL_SERVICE = new PropertyDescriptor.Builder()
            .name("Model Service")
            .description("The service that holds the model: FerModelService, or any other one that implements ExpressionClassifierService of nifi-fer-service-api")
            .required(true)
            .identifiesControllerService(ExpressionClassifierService.class)
            .build();

    private final WaitReminder reminder = new WaitReminder(InstantSource.system());

    /**
     * A processor one of whose relationships is there only where a property is set.
     *
     * @see AbstractFerProcessor#AbstractFerProcessor(Set, PropertyDescriptor, Relationship)
     */
    protected AbstractModelProcessor(final Set<Relationship> always, final PropertyDescriptor condition, final Relationship conditional) {
        super(always, condition, conditional);
    }

    /** What is done with a model, as {@link Work} is with a FlowFile. */
    @FunctionalInterface
    protected interface ModelWork {

        void process(ServiceClassifier model) throws IOException;
    }

    /**
     * The model that the service lends; whoever borrows it closes it.
     *
     * @throws IOException where there is none, which is no fault of what is in the queue
     */
    protected static ServiceClassifier acquire(final PropertyContext context) throws IOException {
        return new ServiceClassifier(context.getProperty(MODEL_SERVICE).asControllerService(ExpressionClassifierService.class).acquire());
    }

    /** Works with the model. Without one everything stays in its queue until there is one, which operators are told now and then. */
    protected final void withModel(final ProcessContext context, final ProcessSession session, final ModelWork work) throws IOException {
        final ServiceClassifier acquired;
        try {
            acquired = acquire(context);
        } catch (final IOException e) {
            reminder.tell(getLogger(), false, "What is in the queue", words(e), reminder.now());
            session.rollback();
            context.yield();
            return;
        }

        reminder.end();
        try (acquired) {
            work.process(acquired);
        }
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
