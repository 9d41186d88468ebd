package org.nififer.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.BoundingBox;
import org.nififer.model.Classification;

/**
 * A person's expression for a while.
 *
 * @param person         number in the video, from 1, in the order of appearance and from left to right
 * @param start          milliseconds of the first frame
 * @param end            milliseconds of the last frame; that of the first where there is only one
 * @param frames         in which the face was found
 * @param box            of the first frame, in its pixels
 * @param classification mean of the smoothed probabilities of the frames
 * @param modelId        of the model that classified; several, separated by commas, where it was replaced meanwhile
 */
public record ExpressionSpan(int person, long start, long end, int frames, BoundingBox box, Classification classification, String modelId) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * The span as JSON, on one line: {@code {"video", "person", "start", "end", "frames", "box": {"left", "top", "width",
     * "height"}, "expression", "confidence", "probabilities": {"fear": ...}, "model"}}; times in milliseconds, the box in pixels of the frame at the
     * start.
     *
     * @param video its name
     */
    public String json(final String video) {
        final ObjectNode root = MAPPER.createObjectNode().put("video", video).put("person", person).put("start", start).put("end", end)
                .put("frames", frames);
        root.putObject("box").put("left", box.left()).put("top", box.top()).put("width", box.width()).put("height", box.height());
        root.put("expression", classification.expression().label()).put("confidence", classification.confidence());
        final ObjectNode probabilities = root.putObject("probabilities");
        classification.probabilities().forEach((expression, probability) -> probabilities.put(expression.label(), probability));
        root.put("model", modelId);
        try {
            return MAPPER.writeValueAsString(root);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("A tree is always writable", e);
        }
    }
}
