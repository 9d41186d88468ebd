package org.nififer.processors.recognition;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.face.Point;
import org.nififer.recognition.Recognition;
import org.nififer.recognition.Recognition.RecognizedFace;
import org.nififer.recognition.RecognitionJson;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The faces of a photo as records: flat ones, which are rows of a table, with what the JSON has. RecognizeExpressions' page lists the fields.
 */
final class RecognitionRecords {

    private static final RecordSchema POINT = new SimpleRecordSchema(List.of(field("x", RecordFieldType.DOUBLE.getDataType()), field("y", RecordFieldType.DOUBLE.getDataType())));

    static final RecordSchema SCHEMA = schema();

    private RecognitionRecords() {
    }

    private static RecordSchema schema() {
        final DataType number = RecordFieldType.DOUBLE.getDataType();
        final DataType text = RecordFieldType.STRING.getDataType();
        final List<RecordField> fields = new ArrayList<>();
        fields.add(field("image", text));
        fields.add(field("model", text));
        fields.add(field("detector", text));
        fields.add(field("face", RecordFieldType.INT.getDataType()));
        for (final String name : List.of("left", "top", "width", "height", "score")) {
            fields.add(field(name, number));
        }

        fields.add(new RecordField("landmarks", RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.RECORD.getRecordDataType(POINT))));
        fields.add(field("expression", text));
        fields.add(field("confidence", number));
        Expression.all().forEach(expression -> fields.add(new RecordField(expression.label(), number)));
        for (final String name : List.of("decodeMilliseconds", "detectMilliseconds", "classifyMilliseconds")) {
            fields.add(field(name, number));
        }

        return new SimpleRecordSchema(fields);
    }

    private static RecordField field(final String name, final DataType type) {
        return new RecordField(name, type, false);
    }

    /**
     * One record for each face, in their order.
     *
     * @param image the name of the photo
     */
    static List<Record> of(final String image, final Recognition recognition) {
        final List<Record> records = new ArrayList<>(recognition.faces().size());
        for (final RecognizedFace recognized : recognition.faces()) {
            final Map<String, Object> values = new HashMap<>();
            values.put("image", image);
            values.put("model", recognition.modelId());
            values.put("detector", recognition.detector());
            values.put("face", records.size());
            final BoundingBox box = recognized.face().box();
            values.put("left", box.left());
            values.put("top", box.top());
            values.put("width", box.width());
            values.put("height", box.height());
            values.put("score", recognized.face().score());
            recognized.face().landmarks().ifPresent(landmarks -> values.put("landmarks", landmarks.points().stream().map(RecognitionRecords::record).toArray()));
            values.put("expression", recognized.classification().expression().label());
            values.put("confidence", recognized.classification().confidence());
            recognized.classification().probabilities().forEach((expression, probability) -> values.put(expression.label(), probability));
            values.put("decodeMilliseconds", RecognitionJson.milliseconds(recognition.timings().decode()));
            values.put("detectMilliseconds", RecognitionJson.milliseconds(recognition.timings().detect()));
            values.put("classifyMilliseconds", RecognitionJson.milliseconds(recognition.timings().classify()));
            records.add(new MapRecord(SCHEMA, values));
        }

        return records;
    }

    private static Record record(final Point point) {
        return new MapRecord(POINT, Map.of("x", point.x(), "y", point.y()));
    }
}
