package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.AbstractProcessor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.io.OutputStreamCallback;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private final Set<Relationship> always;
    private final PropertyDescriptor condition;
    private final Relationship conditional;
    private volatile Set<Relationship> relationships;

    /** A processor whose relationships are always the same. */
    protected AbstractFerProcessor(final Set<Relationship> relationships) {
        this(relationships, null, null);
    }

    /**
     * A processor one of whose relationships is there only where a property is set. One that is always there would have to be connected by everybody, or would drop results that
     * nobody expects on it.
     *
     * @param always      the other relationships
     * @param condition   the property
     * @param conditional the relationship
     */
    protected AbstractFerProcessor(final Set<Relationship> always, final PropertyDescriptor condition, final Relationship conditional) {
        this.always = always;
        this.condition = condition;
        this.conditional = conditional;
        this.relationships = always;
    }

    /** What a processor does with one FlowFile. */
    @FunctionalInterface
    protected interface Work {

        /**
         * Transfers the FlowFile and what was made of it, or lets it wait.
         *
         * @throws InvalidInputException where the FlowFile is at fault, which then goes to failure; what was made of it has to be removed before
         * @throws StoppedException      where the processor was stopped meanwhile; all is rolled back
         * @throws IOException           where the environment is at fault; all is rolled back, and the FlowFile is penalized
         */
        void process(FlowFile flowFile) throws IOException;
    }

    @Override
    public final Set<Relationship> getRelationships() {
        return relationships;
    }

    @Override
    public void onPropertyModified(final PropertyDescriptor descriptor, final String oldValue, final String newValue) {
        if (descriptor.equals(condition)) {
            relationships = with(always, conditional, newValue);
        }
    }

    /** The relationships where a property has a value; null where it is not set. */
    static Set<Relationship> with(final Set<Relationship> always, final Relationship conditional, final String value) {
        if (value == null) {
            return always;
        }

        final Set<Relationship> all = new HashSet<>(always);
        all.add(conditional);
        return Set.copyOf(all);
    }

    /**
     * Works on the next FlowFile of the queue, unless it has made this processor fail as often as it may: then it goes to failure. Who is at fault for what the work throws decides
     * what becomes of the FlowFile; what nobody foresaw is an attempt of this FlowFile, which is tried again after the others.
     */
    protected final void forNext(final ProcessContext context, final ProcessSession session, final Work work) {
        final FlowFile flowFile = session.get();
        if (flowFile == null || isExhausted(context, session, flowFile)) {
            return;
        }

        try {
            work.process(flowFile);
            attempts.succeeded(flowFile);
        } catch (final InvalidInputException e) {
            fail(session, flowFile, e);
            attempts.succeeded(flowFile);
        } catch (final StoppedException e) {
            getLogger().info("Stopped while working on {}, which stays in its queue", flowFile);
            session.rollback();
        } catch (final IOException e) {
            throw new EnvironmentException(String.format(Locale.ROOT, "%s could not be processed; it stays in its queue", flowFile), e);
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
    protected final void fail(final ProcessSession session, final FlowFile flowFile, final InvalidInputException cause) {
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

    /** The processor was stopped in the middle of its work. */
    public static final class StoppedException extends RuntimeException {
    }
}
