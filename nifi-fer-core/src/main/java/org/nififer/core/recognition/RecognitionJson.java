package org.nififer.core.recognition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.core.face.BoundingBox;
import org.nififer.core.recognition.Recognition.RecognizedFace;

/**
 * The JSON of a {@link Recognition}, one object a photo on one line: {@code {"image", "model", "detector", "faces": [{"box":
 * {"left", "top", "width", "height"}, "score", "landmarks": [[x, y], ...], "expression", "confidence", "probabilities":
 * {"fear": ...}}]}}; boxes and landmarks in pixels of the photo, landmarks only where the detector finds them.
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
        final ArrayNode faces = root.putArray("faces");
        recognition.faces().forEach(face -> write(face, faces.addObject()));
        try {
            return MAPPER.writeValueAsString(root);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("A tree is always writable", e);
        }
    }

    private static void write(final RecognizedFace recognized, final ObjectNode node) {
        final BoundingBox box = recognized.face().box();
        node.putObject("box").put("left", box.left()).put("top", box.top()).put("width", box.width()).put("height", box.height());
        node.put("score", recognized.face().score());
        recognized.face().landmarks().ifPresent(landmarks -> {
            final ArrayNode points = node.putArray("landmarks");
            landmarks.points().forEach(point -> points.addArray().add(point.x()).add(point.y()));
        });
        node.put("expression", recognized.classification().expression().label()).put("confidence", recognized.classification().confidence());
        final ObjectNode probabilities = node.putObject("probabilities");
        recognized.classification().probabilities().forEach((expression, probability) -> probabilities.put(expression.label(), probability));
    }
}
