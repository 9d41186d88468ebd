package org.nififer.core.recognition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.core.face.BoundingBox;
import org.nififer.core.face.Landmarks;
import org.nififer.core.model.Classification;
import org.nififer.core.recognition.Recognition.RecognizedFace;
import org.nififer.core.recognition.Recognition.Timings;

import java.time.Duration;

/**
 * The JSON of a {@link Recognition}, one object a photo on one line: {@code {"image", "model", "detector", "milliseconds": {"decode",
 * "detect", "classify"}, "faces": [{"box": {"left", "top", "width", "height"}, "score", "landmarks": [[x, y], ...], "expression",
 * "confidence", "probabilities": {"fear": ...}}]}}; boxes and landmarks in pixels of the photo, landmarks only where the detector
 * finds them. And the JSON of a face image: {@code {"image", "model", "expression", "confidence", "probabilities"}}.
 */
public final class RecognitionJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RecognitionJson() {
    }

    /**
     * One line.
     *
     * @param image the name of the photo
     */
    public static String write(final String image, final Recognition recognition) {
        final ObjectNode root = MAPPER.createObjectNode().put("image", image).put("model", recognition.modelId()).put("detector", recognition.detector());
        final Timings timings = recognition.timings();
        root.putObject("milliseconds").put("decode", milliseconds(timings.decode())).put("detect", milliseconds(timings.detect()))
                .put("classify", milliseconds(timings.classify()));
        final ArrayNode faces = root.putArray("faces");
        recognition.faces().forEach(face -> write(face, faces.addObject()));
        return line(root);
    }

    /**
     * One line.
     *
     * @param image   the name of the face image
     * @param modelId of the model that classified it
     */
    public static String write(final String image, final String modelId, final Classification classification) {
        final ObjectNode root = MAPPER.createObjectNode().put("image", image).put("model", modelId);
        write(classification, root);
        return line(root);
    }

    /** The five points as {@code [[x, y], ...]}, in the order of {@link Landmarks#points()}. */
    public static String write(final Landmarks landmarks) {
        return write(landmarks, MAPPER.createArrayNode()).toString();
    }

    /** Milliseconds to a hundredth, which is as exact as they are repeatable. */
    public static double milliseconds(final Duration duration) {
        return Math.round(duration.toNanos() / 1e4) / 1e2;
    }

    private static void write(final RecognizedFace recognized, final ObjectNode node) {
        final BoundingBox box = recognized.face().box();
        node.putObject("box").put("left", box.left()).put("top", box.top()).put("width", box.width()).put("height", box.height());
        node.put("score", recognized.face().score());
        recognized.face().landmarks().ifPresent(landmarks -> write(landmarks, node.putArray("landmarks")));
        write(recognized.classification(), node);
    }

    private static ArrayNode write(final Landmarks landmarks, final ArrayNode points) {
        landmarks.points().forEach(point -> points.addArray().add(point.x()).add(point.y()));
        return points;
    }

    private static void write(final Classification classification, final ObjectNode node) {
        node.put("expression", classification.expression().label()).put("confidence", classification.confidence());
        final ObjectNode probabilities = node.putObject("probabilities");
        classification.probabilities().forEach((expression, probability) -> probabilities.put(expression.label(), probability));
    }

    private static String line(final ObjectNode root) {
        try {
            return MAPPER.writeValueAsString(root);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("A tree is always writable", e);
        }
    }
}
