package org.nififer.processors.common;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.io.OutputStreamCallback;
import org.nififer.common.InvalidInputException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What all processors do alike: data that a person has to correct goes to {@code failure} with a code and a message.
 * Everything else that can go wrong is the environment's fault, escapes, and leaves the FlowFile in its queue.
 */
public abstract class AbstractFerProcessor extends AbstractProcessor {

    public static final Relationship FAILURE = new Relationship.Builder()
            .name("failure")
            .description("What cannot be processed because its content or a setting is wrong; the attributes say what and why")
            .build();

    private final Attempts attempts = new Attempts();

    /**
     * Works on the next FlowFile of the queue, unless it has made this processor fail as often as it may: then it goes to failure.
     *
     * @param work transfers or rolls back; what it throws unexpectedly is an attempt of this FlowFile, which is tried again after the others
     */
    protected final void forNext(final ProcessContext context, final ProcessSession session, final Consumer<FlowFile> work) {
        final FlowFile flowFile = session.get();
        if (flowFile == null || isExhausted(context, session, flowFile)) {
            return;
        }

        try {
            work.accept(flowFile);
            attempts.succeeded(flowFile);
        } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (!Attempts.counts(e)) {
                throw e;
            }

            session.rollback(true);
            attempted(context, flowFile, e);
        }
    }

    /** Routes a FlowFile to failure that has made this processor fail as often as it may. */
    protected final boolean isExhausted(final ProcessContext context, final ProcessSession session, final FlowFile flowFile) {
        final Optional<InvalidInputException> reason = attempts.exhausted(context, flowFile);
        reason.ifPresent(cause -> fail(session, flowFile, cause));
        return reason.isPresent();
    }

    /** Counts an attempt that has failed unexpectedly. */
    protected final void attempted(final ProcessContext context, final FlowFile flowFile, final Throwable thrown) {
        getLogger().error("{} made the processor fail, attempt {} of {}", flowFile, attempts.failed(flowFile, thrown), context.getProperty(Attempts.MAXIMUM_ATTEMPTS).getValue(),
                thrown);
    }

    /** Routes a FlowFile to failure. */
    protected void fail(final ProcessSession session, final FlowFile flowFile, final InvalidInputException cause) {
        getLogger().warn("{} is routed to failure: {}", flowFile, cause.getMessage());
        session.transfer(session.putAllAttributes(Waiting.end(session, flowFile), errorAttributes(cause)), FAILURE);
    }

    /** What a FlowFile says that is routed to failure. */
    public static Map<String, String> errorAttributes(final InvalidInputException cause) {
        return Map.of(FerAttributes.ERROR_CODE, cause.code().name(), FerAttributes.ERROR_MESSAGE, cause.getMessage());
    }

    /** A new FlowFile that tells something of another one. */
    protected static FlowFile output(final ProcessSession session, final FlowFile origin, final OutputStreamCallback content, final Map<String, String> figures,
                           final String filename, final String mimeType) {
        final Map<String, String> attributes = new HashMap<>(figures);
        attributes.put(CoreAttributes.FILENAME.key(), filename);
        attributes.put(CoreAttributes.MIME_TYPE.key(), mimeType);
        return session.putAllAttributes(session.write(session.create(origin), content), attributes);
    }

    /** Called for each sample of a long work: a processor that is stopped lets go of its FlowFile at once. */
    protected void continueWhileScheduled() {
        if (!isScheduled()) {
            throw new StoppedException();
        }
    }

    /** Ends the work on a FlowFile, which stays in its queue: neither its fault nor an error. */
    protected void stopped(final ProcessSession session, final FlowFile flowFile) {
        getLogger().info("Stopped while working on {}, which stays in its queue", flowFile);
        session.rollback();
    }

    /** The processor was stopped in the middle of its work. */
    public static final class StoppedException extends RuntimeException {
    }
}
