package org.nififer.processors.recognition;

import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.AbstractRecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.util.IllegalTypeConversionException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes one line for each record: field=value, in the order of the schema.
 */
public final class LinesRecordSetWriter extends AbstractControllerService implements RecordSetWriterFactory {

    private boolean withoutSchema;
    private String refused;

    public void loseSchema() {
        withoutSchema = true;
    }

    /** From now on it refuses the records of FlowFiles with this in their name, as a schema of its own would in which a value cannot be put. */
    public void refuse(final String name) {
        refused = name;
    }

    @Override
    public RecordSchema getSchema(final Map<String, String> variables, final RecordSchema readSchema) throws SchemaNotFoundException {
        if (withoutSchema) {
            throw new SchemaNotFoundException("There is none");
        }

        return readSchema;
    }

    @Override
    public RecordSetWriter createWriter(final ComponentLog logger, final RecordSchema schema, final OutputStream output, final Map<String, String> variables) {
        return new AbstractRecordSetWriter(output) {
            @Override
            protected Map<String, String> writeRecord(final Record written) throws IOException {
                if (refused != null && variables.get("filename").contains(refused)) {
                    throw new IllegalTypeConversionException("No such value");
                }

                final StringBuilder line = new StringBuilder();
                for (final String field : schema.getFieldNames()) {
                    final Object value = written.getValue(field);
                    line.append(field).append('=').append(value instanceof final Object[] values ? Arrays.toString(values) : value).append(';');
                }

                output.write(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
                return Map.of();
            }

            @Override
            public String getMimeType() {
                return "text/lines";
            }
        };
    }
}
