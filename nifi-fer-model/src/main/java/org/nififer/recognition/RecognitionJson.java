package org.nififer.recognition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON of a {@link Recognition}, one object a photo on one line: {@code {"image", "model", "mirrored", "detector", "milliseconds":
 * {"decode", "detect", "classify"}, "faces": [{"box": {"left", "top", "width", "height"}, "score", "landmarks": [[x, y], ...], "expression",
 * "confidence", "probabilities": {"fear": ...}, "features": [...]}]}}; boxes and landmarks in pixels of the photo, landmarks only where
 * the detector finds them, features only where they were asked for; {@code "tooSmall": [{"box", "score", "landmarks"}]} where there are faces without an answer.
 * And the JSON of a face image: {@code {"image", "model", "mirrored", "expression", "confidence", "probabilities"}}. In both,
 * {@code "mirrored": true} is there where answers are the means of the logits of image and mirror image, and nothing where they are not.
 */
public final class RecognitionJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Probabilities are written to a few digits. */
    private static final double SUM_TOLERANCE = 0.01;

    private RecognitionJson() {
    }

    /**
     * One line.
     *
     * @param image the name of the photo
     */
    public static String write(final String image, final Recognition recognition) {
        final ObjectNode root = root(image, recognition.modelId(), recognition.mirrored()).put("detector", recognition.detector());
        final Timings timings = recognition.timings();
        root.putObject("milliseconds").put("decode", milliseconds(timings.decode())).put("detect", milliseconds(timings.detect()))
                .put("classify", milliseconds(timings.classify()));
        final ArrayNode faces = root.putArray("faces");
        recognition.faces().forEach(face -> write(face, faces.addObject()));
        if (!recognition.tooSmall().isEmpty()) {
            final ArrayNode tooSmall = root.putArray("tooSmall");
            recognition.tooSmall().forEach(face -> write(face, tooSmall.addObject()));
        }

        return line(root);
    }

    private static ObjectNode root(final String image, final String modelId, final boolean mirrored) {
        final ObjectNode root = MAPPER.createObjectNode().put("image", image).put("model", modelId);
        return mirrored ? root.put("mirrored", true) : root;
    }

    /**
     * What {@link #write(String, Recognition)} has written.
     *
     * @param name what the error message calls the JSON
     * @throws InvalidInputException where it is something else
     */
    public static Recognition read(final byte[] json, final String name) throws InvalidInputException {
        try {
            final JsonNode root = MAPPER.readTree(json);
            final List<RecognizedFace> faces = new ArrayList<>();
            for (final JsonNode face : root.required("faces")) {
                faces.add(recognizedFace(face));
            }

            final List<Face> tooSmall = new ArrayList<>();
            for (final JsonNode face : root.path("tooSmall")) {
                tooSmall.add(face(face));
            }

            final JsonNode timings = root.required("milliseconds");
            return new Recognition(root.required("model").asText(), root.path("mirrored").asBoolean(), root.required("detector").asText(), faces, tooSmall,
                    new Timings(duration(timings.required("decode")), duration(timings.required("detect")), duration(timings.required("classify"))));
        } catch (final IOException | IllegalArgumentException e) {
            throw new InvalidInputException(Code.INVALID_VIDEO, String.format(Locale.ROOT, "%s is not the JSON of the faces of a photo: %s", name, e.getMessage()), e);
        }
    }

    private static RecognizedFace recognizedFace(final JsonNode node) {
        final Face face = face(node);
        final Map<Expression, Double> probabilities = new EnumMap<>(Expression.class);
        node.required("probabilities").properties().forEach(entry -> probabilities.put(Expression.ofLabel(entry.getKey()), number(entry.getValue())));
        final double sum = probabilities.values().stream().mapToDouble(Double::doubleValue).sum();
        if (Math.abs(sum - 1) > SUM_TOLERANCE || probabilities.values().stream().anyMatch(probability -> probability < 0)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "The probabilities of a face are %s; expected one for each expression, 0 to 1, which add up to 1",
                    probabilities));
        }

        final float[] features = new float[node.path("features").size()];
        for (int index = 0; index < features.length; index++) {
            features[index] = (float) number(node.path("features").path(index));
        }

        return new RecognizedFace(face, new Classification(probabilities), features);
    }

    private static Face face(final JsonNode node) {
        final JsonNode box = node.required("box");
        final List<Point> landmarks = new ArrayList<>();
        node.path("landmarks").forEach(point -> landmarks.add(new Point(number(point.required(0)), number(point.required(1)))));
        if (!(number(box.required("width")) > 0 && number(box.required("height")) > 0)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "The box of a face is %s; expected a width and a height above 0", box));
        }

        final BoundingBox place = new BoundingBox(number(box.required("left")), number(box.required("top")), number(box.required("width")), number(box.required("height")));
        return new Face(place, number(node.required("score")), landmarks.isEmpty() ? Optional.empty() : Optional.of(Landmarks.of(landmarks)));
    }

    private static double number(final JsonNode node) {
        if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no finite number", node));
        }

        return node.asDouble();
    }

    private static Duration duration(final JsonNode milliseconds) {
        return Duration.ofNanos(Math.round(number(milliseconds) * 1e6));
    }

    /**
     * One line.
     *
     * @param image    the name of the face image
     * @param modelId  of the model that classified it
     * @param mirrored whether the answer is the mean of the logits of the image and of its mirror image
     */
    public static String write(final String image, final String modelId, final boolean mirrored, final Classification classification) {
        final ObjectNode root = root(image, modelId, mirrored);
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
        write(recognized.face(), node);
        write(recognized.classification(), node);
        if (recognized.features().length > 0) {
            final ArrayNode features = node.putArray("features");
            for (final float feature : recognized.features()) {
                features.add(feature);
            }
        }
    }

    private static void write(final Face face, final ObjectNode node) {
        final BoundingBox box = face.box();
        node.putObject("box").put("left", box.left()).put("top", box.top()).put("width", box.width()).put("height", box.height());
        node.put("score", face.score());
        face.landmarks().ifPresent(landmarks -> write(landmarks, node.putArray("landmarks")));
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
