package org.nififer.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Labelled;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoublePredicate;

/**
 * The JSON beside an ONNX model: what the file does not say about its input and output.
 *
 * @param expressions of the outputs, in their order
 * @param input       what the network reads
 * @param outputKind  what its outputs are
 * @param output      the name of the output; null where the model has only one
 * @param temperature what logits are divided by before the softmax; 1 where nothing was calibrated
 */
public record OnnxDescription(List<Expression> expressions, NetworkInput input, OutputKind outputKind, String output, double temperature) {

    private static final int MAXIMUM_SIDE = 4096;
    private static final Set<String> FIELDS = Set.of("labels", "imageSize", "layout", "colour", "divisor", "mean", "std", "outputs", "output", "temperature");
    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The description of a model of nifi-fer that is exported. */
    public static OnnxDescription of(final ModelDescription model) {
        return new OnnxDescription(model.expressions(), NetworkInput.of(model), OutputKind.LOGITS, null, model.softmaxTemperature());
    }

    /** The same model after a calibration. */
    public OnnxDescription withTemperature(final double calibrated) {
        return new OnnxDescription(expressions, input, outputKind, output, calibrated);
    }

    /**
     * Reads a description.
     *
     * @param file what error messages call it
     * @throws InvalidInputException naming the field, its value and what would be right
     */
    static OnnxDescription read(final byte[] json, final String file) throws IOException {
        final JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s is not valid JSON: %s", file, e.getOriginalMessage()), e);
        }

        return new Reader(file, root).read();
    }

    /** The description as a file has it. */
    public byte[] write() throws IOException {
        final ObjectNode root = MAPPER.createObjectNode();
        expressions.forEach(expression -> root.withArray("labels").add(expression.label()));
        root.put("imageSize", input.side()).put("layout", input.layout().label()).put("colour", input.colour().label()).put("divisor", input.divisor());
        input.mean().forEach(root.withArray("mean")::add);
        input.std().forEach(root.withArray("std")::add);
        root.put("outputs", outputKind.label());
        if (output != null) {
            root.put("output", output);
        }

        return MAPPER.writeValueAsBytes(root.put("temperature", temperature));
    }

    /** Reads field by field. */
    private record Reader(String file, JsonNode root) {

        private OnnxDescription read() throws InvalidInputException {
            if (!root.isObject()) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s is %s; expected a JSON object with the fields %s", file, root.getNodeType(),
                        FIELDS));
            }

            for (final String name : (Iterable<String>) root::fieldNames) {
                if (!FIELDS.contains(name)) {
                    throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the field '%s', which is not known; expected some of %s", file, name,
                            FIELDS));
                }
            }

            final ImageColour colour = choice("colour", ImageColour.values());
            final List<Double> mean = numbers("mean", colour, value -> true, "finite numbers");
            final List<Double> std = numbers("std", colour, value -> value > 0, "numbers above 0");
            if (mean.size() != std.size()) {
                throw invalid("std", String.format(Locale.ROOT, "%d numbers above 0, as many as mean has", mean.size()));
            }

            final NetworkInput input = new NetworkInput(side(), choice("layout", NetworkInput.Layout.values()), colour,
                    number("divisor", NetworkInput.UNIT_DIVISOR, value -> value > 0, "a number above 0, such as 255 for values of 0 to 1"),
                    mean, std);
            return new OnnxDescription(labels(), input, choice("outputs", OutputKind.values()), output(),
                    number("temperature", 1, value -> value > 0 && value < ModelDescription.MAXIMUM_TEMPERATURE,
                            "a number above 0 and below " + ModelDescription.MAXIMUM_TEMPERATURE));
        }

        private List<Expression> labels() throws InvalidInputException {
            final List<String> known = ModelDescription.expressionLabels();
            final String expected = String.format(Locale.ROOT, "two or more of %s, each once, in the order of the outputs", known);
            final List<Expression> labels = new ArrayList<>();
            for (final JsonNode label : root.path("labels")) {
                if (!known.contains(label.asText())) {
                    throw invalid("labels", expected);
                }

                labels.add(Expression.ofLabel(label.asText()));
            }

            if (!root.path("labels").isArray() || labels.size() < 2 || new HashSet<>(labels).size() != labels.size()) {
                throw invalid("labels", expected);
            }

            return labels;
        }

        private int side() throws InvalidInputException {
            final JsonNode side = root.path("imageSize");
            if (!side.isInt() || side.asInt() < 1 || side.asInt() > MAXIMUM_SIDE) {
                throw invalid("imageSize", "the side of the images in pixels, 1 to " + MAXIMUM_SIDE);
            }

            return side.asInt();
        }

        private String output() throws InvalidInputException {
            final JsonNode name = root.path("output");
            if (!name.isMissingNode() && (!name.isTextual() || name.asText().isBlank())) {
                throw invalid("output", "the name of an output of the model, or no such field");
            }

            return name.isMissingNode() ? null : name.asText();
        }

        private <T extends Labelled> T choice(final String field, final T[] values) throws InvalidInputException {
            try {
                return Labelled.of(values, root.path(field).textValue());
            } catch (final IllegalArgumentException e) {
                throw invalid(field, String.format(Locale.ROOT, "one of %s", Arrays.stream(values).map(Labelled::label).toList()));
            }
        }

        private double number(final String field, final double absent, final DoublePredicate range, final String expected) throws InvalidInputException {
            final JsonNode number = root.path(field);
            if (number.isMissingNode()) {
                return absent;
            }

            if (!number.isNumber() || !Double.isFinite(number.asDouble()) || !range.test(number.asDouble())) {
                throw invalid(field, expected);
            }

            return number.asDouble();
        }

        private List<Double> numbers(final String field, final ImageColour colour, final DoublePredicate range, final String expected) throws InvalidInputException {
            final List<Double> numbers = new ArrayList<>();
            for (final JsonNode number : root.path(field)) {
                numbers.add(number.isNumber() ? number.asDouble() : Double.NaN);
            }

            if (!root.path(field).isArray() || !colour.fits(numbers.size()) || !numbers.stream().allMatch(number -> Double.isFinite(number) && range.test(number))) {
                throw invalid(field, String.format(Locale.ROOT, "%s %s, one for each channel of %s", colour.fits(1) ? "1 or 3" : "3", expected, colour.label()));
            }

            return numbers;
        }

        private InvalidInputException invalid(final String field, final String expected) {
            final String found = root.has(field) ? String.format(Locale.ROOT, "has %s as '%s'", root.get(field), field) : String.format(Locale.ROOT, "lacks '%s'", field);
            return new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s %s; expected %s", file, found, expected));
        }
    }
}
