package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.processor.exception.MissingFlowFileException;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How often FlowFiles have made a processor fail in a way that nobody foresaw. A rollback takes back what a FlowFile says of itself, so that this is kept beside it; after a
 * restart it is counted anew.
 */
public final class Attempts {

    public static final PropertyDescriptor MAXIMUM_ATTEMPTS = new PropertyDescriptor.Builder()
            .name("Maximum Attempts")
            .description("A FlowFile that has made the processor fail unexpectedly so often goes to failure, with the reason; until then it is tried again after its penalty. "
                    + "Attempts that end since a model or a disk is not there do not count: then the FlowFile waits")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, 1_000_000, true))
            .defaultValue("3")
            .build();

    private static final int REMEMBERED = 10_000;

    private final Map<String, Failed> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(final Map.Entry<String, Failed> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** What has happened with a FlowFile. */
    private record Failed(int times, String reason) {
    }

    /** Whether something that was thrown tells of the FlowFile that was worked on, and not of the repository that holds it or of an end from outside. */
    public static boolean counts(final Throwable thrown) {
        return switch (thrown) {
            case final FlowFileAccessException repository -> false;
            case final MissingFlowFileException missing -> false;
            case final TerminatedTaskException terminated -> false;
            case final EnvironmentException environment -> false;
            case final RuntimeException unexpected -> true;
            case final StackOverflowError deep -> true;
            case final OutOfMemoryError large -> true;
            default -> false;
        };
    }

    /**
     * Counts a failure.
     *
     * @return how many there were
     */
    public synchronized int failed(final FlowFile flowFile, final Throwable reason) {
        final int times = Optional.ofNullable(failures.get(uuid(flowFile))).map(Failed::times).orElse(0) + 1;
        failures.put(uuid(flowFile), new Failed(times, reason.toString()));
        return times;
    }

    /** Forgets what has happened with a FlowFile. */
    synchronized void succeeded(final FlowFile flowFile) {
        failures.remove(uuid(flowFile));
    }

    /** Why a FlowFile is not to be tried again, where that is so. It is then forgotten: whoever sends it here once more means it. */
    public synchronized Optional<InvalidInputException> exhausted(final ProcessContext context, final FlowFile flowFile) {
        final Failed failed = failures.get(uuid(flowFile));
        if (failed == null || failed.times < context.getProperty(MAXIMUM_ATTEMPTS).asInteger()) {
            return Optional.empty();
        }

        failures.remove(uuid(flowFile));
        return Optional.of(new InvalidInputException(Code.REPEATED_FAILURE, String.format(Locale.ROOT, "%s has made the processor fail %d times, the last time with %s",
                flowFile.getAttribute(CoreAttributes.FILENAME.key()), failed.times, failed.reason)));
    }

    private static String uuid(final FlowFile flowFile) {
        return flowFile.getAttribute(CoreAttributes.UUID.key());
    }
}
