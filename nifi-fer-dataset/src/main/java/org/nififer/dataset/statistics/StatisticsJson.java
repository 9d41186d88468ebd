package org.nififer.dataset.statistics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import org.nififer.common.Expression;

import java.io.IOException;
import java.util.function.Function;

/**
 * Statistics as JSON, under the names of their records' components and in that order, enumerations by their labels.
 */
public final class StatisticsJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule()
                    .addSerializer(Expression.class, new LabelSerializer<>(Expression::label))
                    .addSerializer(DatasetWarning.Kind.class, new LabelSerializer<>(DatasetWarning.Kind::label))
                    .addKeySerializer(Expression.class, new LabelKeySerializer()))
            .build();

    private StatisticsJson() {
    }

    /** The statistics in UTF-8; equal ones give equal bytes. */
    public static byte[] write(final DatasetStatistics statistics) {
        try {
            return MAPPER.writeValueAsBytes(statistics);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("Records of texts and numbers are always JSON", e);
        }
    }

    private static final class LabelSerializer<T> extends JsonSerializer<T> {

        private final Function<T, String> label;

        private LabelSerializer(final Function<T, String> label) {
            this.label = label;
        }

        @Override
        public void serialize(final T value, final JsonGenerator generator, final SerializerProvider provider) throws IOException {
            generator.writeString(label.apply(value));
        }
    }

    private static final class LabelKeySerializer extends JsonSerializer<Expression> {

        @Override
        public void serialize(final Expression value, final JsonGenerator generator, final SerializerProvider provider) throws IOException {
            generator.writeFieldName(value.label());
        }
    }
}
