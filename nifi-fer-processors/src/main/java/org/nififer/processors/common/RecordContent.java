package org.nififer.processors.common;

import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.WriteResult;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

import java.util.List;
import java.util.Map;

/**
 * Records as the content of a FlowFile, in whatever format a service writes.
 */
public final class RecordContent {

    private RecordContent() {
    }

    /**
     * Replaces the content by records. A writer that cannot write is no fault of the FlowFile, so what it throws escapes.
     *
     * @param service    the property that chooses the writer
     * @param schema     that the records have, and the content unless the writer has another one
     * @param attributes gets what the writer says of the content
     */
    public static FlowFile write(final PropertyValue service, final ProcessSession session, final FlowFile flowFile, final RecordSchema schema, final List<Record> records,
                                 final Map<String, String> attributes, final ComponentLog log) {
        final RecordSetWriterFactory factory = service.asControllerService(RecordSetWriterFactory.class);
        return session.write(flowFile, output -> {
            try (RecordSetWriter writer = factory.createWriter(log, factory.getSchema(flowFile.getAttributes(), schema), output, flowFile)) {
                writer.beginRecordSet();
                for (final Record entry : records) {
                    writer.write(entry);
                }

                final WriteResult written = writer.finishRecordSet();
                attributes.putAll(written.getAttributes());
                attributes.put("record.count", Integer.toString(written.getRecordCount()));
                attributes.put(CoreAttributes.MIME_TYPE.key(), writer.getMimeType());
            } catch (final SchemaNotFoundException e) {
                throw new ProcessException("The Record Writer has no schema; let it inherit the record schema", e);
            }
        });
    }
}
