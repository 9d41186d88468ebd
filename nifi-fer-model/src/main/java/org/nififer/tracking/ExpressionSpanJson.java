package org.nififer.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.common.BoundingBox;

/**
 * The JSON of an {@link ExpressionSpan}, on one line: {@code {"video", "person", "start", "end", "frames", "box": {"left", "top", "width",
 * "height"}, "expression", "confidence", "probabilities": {"fear": ...}, "model"}}; times in milliseconds, the box in pixels of the frame at the
 * start.
 */
public final class ExpressionSpanJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ExpressionSpanJson() {
    }

    /**
     * One line.
     *
     * @param video the name of the video
     */
    public static String write(final String video, final ExpressionSpan span) {
        final ObjectNode root = MAPPER.createObjectNode().put("video", video).put("person", span.person()).put("start", span.start()).put("end", span.end())
                .put("frames", span.frames());
        final BoundingBox box = span.box();
        root.putObject("box").put("left", box.left()).put("top", box.top()).put("width", box.width()).put("height", box.height());
        root.put("expression", span.classification().expression().label()).put("confidence", span.classification().confidence());
        final ObjectNode probabilities = root.putObject("probabilities");
        span.classification().probabilities().forEach((expression, probability) -> probabilities.put(expression.label(), probability));
        root.put("model", span.modelId());
        try {
            return MAPPER.writeValueAsString(root);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("A tree is always writable", e);
        }
    }
}
