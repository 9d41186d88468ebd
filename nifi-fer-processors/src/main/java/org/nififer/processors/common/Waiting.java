package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * FlowFiles of a processor that wait in its queue for something outside: a model, a device, other FlowFiles. Each says in an attribute since when, so that a restart does not begin
 * the wait anew; operators are reminded of it, and may set its end.
 */
public final class Waiting {

    public static final PropertyDescriptor MAXIMUM_WAIT = new PropertyDescriptor.Builder()
            .name("Maximum Wait")
            .description("A FlowFile that has waited longer than this for what is not there yet goes to the relationship 'timeout', which exists where this is set. Without it, "
                    + "FlowFiles wait as long as it takes. Either way a warning says every five minutes what is waited for, and since when; restarts do not begin the wait anew.")
            .required(false)
            .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
            .build();

    public static final Relationship TIMEOUT = new Relationship.Builder()
            .name("timeout")
            .description("What has waited longer than Maximum Wait, where that is set; the attributes say for what")
            .build();

    private final String processorId;
    private final boolean penalizes;
    private final WaitReminder reminder = new WaitReminder(InstantSource.system());

    /**
     * Nothing waits yet.
     *
     * @param processorId whose waits these are: a FlowFile may have waited elsewhere before
     * @param penalizes   whether each waits alone; those that wait for each other have to be seen together
     */
    public Waiting(final String processorId, final boolean penalizes) {
        this.processorId = processorId;
        this.penalizes = penalizes;
    }

    /**
     * The relationships of a processor. One that is always there would have to be connected by everybody.
     *
     * @param always      those without it
     * @param maximumWait the value of the property; null where it is not set
     */
    public static Set<Relationship> relationships(final Set<Relationship> always, final String maximumWait) {
        return AbstractFerProcessor.with(always, TIMEOUT, maximumWait);
    }

    /**
     * Gives a FlowFile back to its queue, or up where it has waited for too long.
     *
     * @param reason   what it waits for, as a sentence that is the same each time
     * @param isNormal whether nobody need be bothered with the beginning of the wait
     */
    public void keep(final ProcessContext context, final ProcessSession session, final FlowFile flowFile, final String reason, final boolean isNormal, final ComponentLog log) {
        final Instant now = reminder.now();
        final Optional<Instant> begun = since(flowFile);
        final Instant since = begun.orElse(now);
        final PropertyValue maximum = context.getProperty(MAXIMUM_WAIT);
        if (maximum.isSet() && Duration.between(since, now).compareTo(maximum.asDuration()) > 0) {
            final InvalidInputException cause = new InvalidInputException(Code.WAITED_TOO_LONG, String.format(Locale.ROOT, "%s has waited for longer than %s: %s",
                    flowFile.getAttribute(CoreAttributes.FILENAME.key()), maximum.getValue(), reason));
            log.warn("{} is routed to timeout: {}", flowFile, cause.getMessage());
            session.transfer(session.putAllAttributes(end(session, flowFile), AbstractFerProcessor.errorAttributes(cause)), TIMEOUT);
            return;
        }

        reminder.tell(log, isNormal, flowFile, reason, since);
        final FlowFile waits = begun.isPresent() ? flowFile : session.putAttribute(flowFile, FerAttributes.WAITING_SINCE, processorId + " " + since.toEpochMilli());
        session.transfer(penalizes ? session.penalize(waits) : waits);
    }

    private Optional<Instant> since(final FlowFile flowFile) {
        final String since = flowFile.getAttribute(FerAttributes.WAITING_SINCE);
        if (since == null || !since.matches("\\S+ \\d{1,15}") || !since.startsWith(processorId + " ")) {
            return Optional.empty();
        }

        return Optional.of(Instant.ofEpochMilli(Long.parseLong(since.substring(processorId.length() + 1))));
    }

    /** The FlowFile waits no longer; what is made of it does not say that it did. */
    public static FlowFile end(final ProcessSession session, final FlowFile flowFile) {
        return flowFile.getAttribute(FerAttributes.WAITING_SINCE) == null ? flowFile : session.removeAttribute(flowFile, FerAttributes.WAITING_SINCE);
    }
}
