package org.nififer.recognition;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.face.Face;
import org.nififer.face.Landmarks;
import org.nififer.face.Point;
import org.nififer.model.Classification;
import org.nififer.recognition.Recognition.RecognizedFace;
import org.nififer.recognition.Recognition.Timings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecognitionJsonTest {

    private static final Landmarks LANDMARKS = new Landmarks(new Point(1, 2), new Point(3, 4), new Point(5, 6), new Point(7, 8), new Point(9, 10.5));

    @Test
    void testWhatIsWrittenIsRead() throws InvalidInputException {
        final Classification classification = new Classification(Map.of(Expression.ANGER, 0.75, Expression.FEAR, 0.25));
        final float[] features = {0.1f, -3e-5f, 12.5f};
        final RecognizedFace withAll = new RecognizedFace(new Face(new BoundingBox(1.5, 2, 30, 40), 0.9, Optional.of(LANDMARKS)), classification, features);
        final RecognizedFace withLittle = new RecognizedFace(new Face(new BoundingBox(-4, 2, 30, 40), 0.5), classification, new float[0]);
        final Face small = new Face(new BoundingBox(5, 6, 7, 8), 0.8);
        final Recognition recognition = new Recognition("id", true, "haar", List.of(withAll, withLittle), List.of(small),
                new Timings(Duration.ofMillis(12), Duration.ofMillis(3), Duration.ofMillis(40)));

        final String json = RecognitionJson.write("a.png", recognition);
        final Recognition read = RecognitionJson.read(json.getBytes(StandardCharsets.UTF_8), "a.png.json");

        assertEquals(json, RecognitionJson.write("a.png", read));
        assertEquals(recognition.timings(), read.timings());
        assertEquals(withAll.face(), read.faces().getFirst().face());
        assertArrayEquals(features, read.faces().getFirst().features());
        assertEquals(withLittle.face(), read.faces().getLast().face());
        assertTrue(json.contains("\"features\""));
        assertTrue(json.startsWith("{\"image\":\"a.png\",\"model\":\"id\",\"mirrored\":true,\"detector\":\"haar\","), json);
        assertTrue(read.mirrored());
        assertEquals(List.of(small), read.tooSmall());
        final String little = RecognitionJson.write("a.png", new Recognition("id", false, "haar", List.of(withLittle), List.of(), recognition.timings()));
        assertFalse(little.contains("\"features\"") || little.contains("\"mirrored\"") || little.contains("\"tooSmall\""), little);
    }

    @Test
    void testAFaceImageTellsOfItsMirrorImage() {
        final Classification classification = new Classification(Map.of(Expression.ANGER, 1.0));

        assertEquals("{\"image\":\"a.png\",\"model\":\"id\",\"expression\":\"anger\",\"confidence\":1.0,\"probabilities\":{\"anger\":1.0}}",
                RecognitionJson.write("a.png", "id", false, classification));
        assertEquals("{\"image\":\"a.png\",\"model\":\"id\",\"mirrored\":true,\"expression\":\"anger\",\"confidence\":1.0,\"probabilities\":{\"anger\":1.0}}",
                RecognitionJson.write("a.png", "id", true, classification));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "not json|is not the JSON of the faces of a photo",
        "{\"image\": \"a\"}|faces",
        "{\"model\": \"m\", \"detector\": \"d\", \"faces\": []}|milliseconds",
        "{\"faces\": [{\"score\": 1}]}|box",
        "{\"faces\": [{\"box\": {\"left\": 1, \"top\": 1, \"width\": 2, \"height\": 2}, \"score\": 1, \"probabilities\": {}}]}|probabilities of a face are {}",
        "{\"faces\": [{\"box\": {\"left\": 1, \"top\": 1, \"width\": 2, \"height\": 2}, \"score\": 1, \"probabilities\": {\"fear\": 1e999}}]}|no finite number",
        "{\"faces\": [{\"box\": {\"left\": 1, \"top\": 1, \"width\": 2, \"height\": 2}, \"score\": 1, \"probabilities\": {\"fear\": 0.5}}]}|"
            + "probabilities of a face are {FEAR=0.5}",
        "{\"faces\": [{\"box\": {\"left\": 1, \"top\": 1, \"width\": 2, \"height\": 2}, \"score\": 1, \"probabilities\": {\"fear\": 1.5, \"anger\": -0.5}}]}|"
            + "0 to 1, which add up to 1",
        "{\"faces\": [{\"box\": {\"left\": 1, \"top\": 1, \"width\": 0, \"height\": 2}, \"score\": 1, \"probabilities\": {\"fear\": 1}}]}|width and a height above 0",
        "{\"faces\": [{\"box\": {\"left\": 1, \"top\": 1, \"width\": 2, \"height\": 2}, \"score\": 1, \"probabilities\": {\"joy\": 1}}]}|joy",
        "{\"faces\": [{\"box\": {\"left\": \"x\", \"width\": 1, \"height\": 1}, \"score\": 1, \"probabilities\": {\"fear\": 1}}]}|'\"x\"' is no finite number",
        "{\"faces\": [{\"box\": {}, \"score\": 1, \"probabilities\": {\"fear\": 1}, \"landmarks\": [[1]]}]}|no value at index"
    })
    void testOtherJsonIsRefused(final String json, final String reason) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> RecognitionJson.read(json.getBytes(StandardCharsets.UTF_8), "x.json"));

        assertEquals(Code.INVALID_VIDEO, exception.code());
        assertTrue(exception.getMessage().startsWith("x.json is not the JSON of the faces of a photo: "), exception.getMessage());
        assertTrue(exception.getMessage().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT)), exception.getMessage());
    }
}
