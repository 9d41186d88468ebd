package org.nififer.processors.video;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.tracking.ExpressionSpan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The people and time spans of a video as records: flat ones, which are rows of a table, with what the JSON has. AggregateExpressions' page lists the fields.
 */
final class ExpressionSpanRecords {

    static final RecordSchema SCHEMA = schema();

    private ExpressionSpanRecords() {
    }

    private static RecordSchema schema() {
        final DataType number = RecordFieldType.DOUBLE.getDataType();
        final DataType milliseconds = RecordFieldType.LONG.getDataType();
        final DataType count = RecordFieldType.INT.getDataType();
        final DataType text = RecordFieldType.STRING.getDataType();
        final List<RecordField> fields = new ArrayList<>();
        fields.add(field("video", text));
        fields.add(field("person", count));
        fields.add(field("start", milliseconds));
        fields.add(field("end", milliseconds));
        fields.add(field("frames", count));
        for (final String name : List.of("left", "top", "width", "height")) {
            fields.add(field(name, number));
        }

        fields.add(field("expression", text));
        fields.add(field("confidence", number));
        Expression.all().forEach(expression -> fields.add(new RecordField(expression.label(), number)));
        fields.add(field("model", text));
        return new SimpleRecordSchema(fields);
    }

    private static RecordField field(final String name, final DataType type) {
        return new RecordField(name, type, false);
    }

    /**
     * The record of a span.
     *
     * @param video the name of the video
     */
    static Record of(final String video, final ExpressionSpan span) {
        final Map<String, Object> values = new HashMap<>();
        values.put("video", video);
        values.put("person", span.person());
        values.put("start", span.start());
        values.put("end", span.end());
        values.put("frames", span.frames());
        final BoundingBox box = span.box();
        values.put("left", box.left());
        values.put("top", box.top());
        values.put("width", box.width());
        values.put("height", box.height());
        values.put("expression", span.classification().expression().label());
        values.put("confidence", span.classification().confidence());
        span.classification().probabilities().forEach((expression, probability) -> values.put(expression.label(), probability));
        values.put("model", span.modelId());
        return new MapRecord(SCHEMA, values);
    }
}
