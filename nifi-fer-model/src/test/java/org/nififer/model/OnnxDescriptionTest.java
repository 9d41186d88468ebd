package org.nififer.model;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnnxDescriptionTest {

    private static final String VALID = """
            {"labels": ["anger", "fear", "neutral"], "imageSize": 64, "layout": "nchw", "colour": "grey", "divisor": 127.5, "mean": [1], "std": [1],
             "outputs": "probabilities", "output": "softmax", "temperature": 1.5}""";

    @Test
    void testFieldsAreReadAndWritten() throws IOException {
        final OnnxDescription description = read(VALID);

        assertEquals(List.of(Expression.ANGER, Expression.FEAR, Expression.NEUTRAL), description.expressions());
        assertEquals(new NetworkInput(64, NetworkInput.Layout.NCHW, ImageColour.GREY, 127.5, List.of(1.0), List.of(1.0)), description.input());
        assertEquals(OutputKind.PROBABILITIES, description.outputKind());
        assertEquals("softmax", description.output());
        assertEquals(1.5, description.temperature());
        assertEquals(description, OnnxDescription.read(description.write(), "m.json"));
    }

    @Test
    void testGreyMayHaveThreeChannels() throws IOException {
        final OnnxDescription description = read(VALID.replace("[1]", "[1, 1, 1]"));

        assertEquals(3, description.input().channels());
        assertEquals(description, OnnxDescription.read(description.write(), "m.json"));
    }

    @Test
    void testDefaults() throws IOException {
        final OnnxDescription description = read("""
                {"labels": ["anger", "fear"], "imageSize": 224, "layout": "nhwc", "colour": "bgr", "mean": [0.1, 0.2, 0.3], "std": [1, 2, 3], "outputs": "logits"}""");

        assertEquals(255, description.input().divisor());
        assertEquals(1, description.temperature());
        assertNull(description.output());
        assertEquals(description, OnnxDescription.read(description.write(), "m.json"));
    }

    @Test
    void testEachFieldIsChecked() {
        assertInvalid("\"imageSize\": 64", "\"imageSize\": \"64\"", "has \"64\" as 'imageSize'; expected the side of the images in pixels, 1 to 4096");
        assertInvalid("\"imageSize\": 64", "\"imageSize\": 64.5", "has 64.5 as 'imageSize'");
        assertInvalid("\"imageSize\": 64, ", "", "lacks 'imageSize'");
        assertInvalid("nchw", "NCHW", "has \"NCHW\" as 'layout'; expected one of [nchw, nhwc]");
        assertInvalid("\"grey\"", "\"gray\"", "has \"gray\" as 'colour'; expected one of [rgb, bgr, grey]");
        assertInvalid("\"mean\": [1]", "\"mean\": [1, 1]", "has [1,1] as 'mean'; expected 1 or 3 finite numbers, one for each channel of grey");
        assertInvalid("\"mean\": [1]", "\"mean\": [1, 1, 1]", "has [1] as 'std'; expected 3 numbers above 0, as many as mean has");
        assertInvalid("\"grey\"", "\"rgb\"", "has [1] as 'mean'; expected 3 finite numbers, one for each channel of rgb");
        assertInvalid("\"mean\": [1]", "\"mean\": 1", "has 1 as 'mean'");
        assertInvalid("\"std\": [1]", "\"std\": [0]", "has [0] as 'std'; expected 1 or 3 numbers above 0");
        assertInvalid("\"std\": [1]", "\"std\": [null]", "has [null] as 'std'");
        assertInvalid("127.5", "0", "has 0 as 'divisor'; expected a number above 0");
        assertInvalid("1.5", "-1", "has -1 as 'temperature'");
        assertInvalid("\"probabilities\"", "\"softmax\"", "expected one of [logits, probabilities]");
        assertInvalid("\"output\": \"softmax\"", "\"output\": null", "has null as 'output'; expected the name of an output");
        assertInvalid("\"fear\"", "\"fright\"", "as 'labels'; expected two or more of [fear, sadness");
        assertInvalid("\"fear\"", "\"anger\"", "each once, in the order of the outputs");
        assertInvalid("[\"anger\", \"fear\", \"neutral\"]", "\"anger\"", "has \"anger\" as 'labels'");
        assertInvalid("\"layout\"", "\"format\"", "has the field 'format', which is not known");
        assertInvalid("\"layout\": ", "\"colour\": ", "m.json is not valid JSON: Duplicate");
        assertInvalid(VALID, VALID + "}", "m.json is not valid JSON");
        assertInvalid(VALID, "[]", "m.json is ARRAY; expected a JSON object");
        assertInvalid(VALID, "", "m.json is");
    }

    private static void assertInvalid(final String part, final String replacement, final String message) {
        assertTrue(VALID.contains(part), part);
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> read(VALID.replace(part, replacement)));
        assertEquals(InvalidInputException.Code.INVALID_MODEL, exception.code());
        assertTrue(exception.getMessage().startsWith("m.json "), exception.getMessage());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }

    private static OnnxDescription read(final String json) throws IOException {
        return OnnxDescription.read(json.getBytes(StandardCharsets.UTF_8), "m.json");
    }
}
