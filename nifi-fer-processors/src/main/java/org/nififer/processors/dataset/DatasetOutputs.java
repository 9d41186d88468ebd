package org.nififer.processors.dataset;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.nififer.dataset.DatasetWriter;
import org.nififer.processors.common.FerAttributes;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The new datasets that come of one FlowFile. They are transferred together when all are complete, or not at all.
 */
final class DatasetOutputs implements Closeable {

    private final ProcessSession session;
    private final FlowFile origin;
    private final List<Output> outputs = new ArrayList<>();

    DatasetOutputs(final ProcessSession session, final FlowFile origin) {
        this.session = session;
        this.origin = origin;
    }

    /** The filename of the FlowFile that they come of. */
    String originName() {
        return origin.getAttribute(CoreAttributes.FILENAME.key());
    }

    /** A dataset that is being written. */
    static final class Output {

        private final Relationship relationship;
        private final DatasetWriter writer;
        private final FlowFile flowFile;
        private Map<String, String> attributes;

        private Output(final Relationship relationship, final FlowFile flowFile, final DatasetWriter writer) {
            this.relationship = relationship;
            this.flowFile = flowFile;
            this.writer = writer;
        }

        DatasetWriter writer() {
            return writer;
        }

        /** Says what is in the dataset, instead of what its origin says of itself. It goes on by this; without it, it is given up. */
        void complete(final Map<String, String> value) {
            attributes = value;
        }
    }

    /** Starts a dataset. */
    Output open(final Relationship relationship) {
        final FlowFile flowFile = session.create(origin);
        final Output output = new Output(relationship, flowFile, new DatasetWriter(session.write(flowFile)));
        outputs.add(output);
        return output;
    }

    /** Transfers what is complete. */
    void transfer(final long milliseconds) throws IOException {
        close();
        final List<FlowFile> complete = new ArrayList<>();
        for (final Output output : outputs) {
            if (output.attributes == null) {
                session.remove(output.flowFile);
            } else {
                final Map<String, String> attributes = new HashMap<>(output.attributes);
                attributes.put(CoreAttributes.MIME_TYPE.key(), DatasetAttributes.MIME_TYPE);
                final FlowFile flowFile = session.putAllAttributes(session.removeAllAttributes(output.flowFile, FerAttributes.OF_DATASET), attributes);
                complete.add(flowFile);
                session.transfer(flowFile, output.relationship);
            }
        }

        session.getProvenanceReporter().fork(origin, complete, milliseconds);
    }

    /** Gives up everything. */
    void remove() throws IOException {
        close();
        outputs.forEach(output -> session.remove(output.flowFile));
    }

    @Override
    public void close() throws IOException {
        for (final Output output : outputs) {
            output.writer.close();
        }
    }
}
