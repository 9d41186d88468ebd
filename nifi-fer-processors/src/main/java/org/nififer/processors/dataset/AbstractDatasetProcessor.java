package org.nififer.processors.dataset;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.ProgressListener;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.SampleCounter;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What turns one dataset into another.
 */
abstract class AbstractDatasetProcessor extends AbstractFerProcessor {

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The new dataset")
            .build();

    /** A processor with some relationships, success and failure among them. */
    AbstractDatasetProcessor(final Set<Relationship> relationships) {
        super(relationships);
    }

    /**
     * Makes the new dataset, or several.
     *
     * @param input    the old one, which can be read several times
     * @param outputs  opens the new ones; those that are not completed are given up
     * @param progress ends the work where the processor was stopped
     */
    abstract void process(ProcessContext context, DatasetSource input, DatasetOutputs outputs, ProgressListener progress) throws IOException;

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        forNext(context, session, dataset -> process(context, session, dataset));
    }

    private void process(final ProcessContext context, final ProcessSession session, final FlowFile dataset) throws IOException {
        final long start = System.nanoTime();
        final String name = dataset.getAttribute(CoreAttributes.FILENAME.key());
        try (DatasetOutputs outputs = new DatasetOutputs(session, dataset)) {
            try (SampleCounter progress = new SampleCounter(session, this::continueWhileScheduled)) {
                process(context, () -> new DatasetReader(session.read(dataset), name), outputs, progress);
            } catch (final InvalidInputException e) {
                outputs.remove();
                throw e;
            }

            outputs.transfer(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            session.remove(dataset);
        }
    }
}
