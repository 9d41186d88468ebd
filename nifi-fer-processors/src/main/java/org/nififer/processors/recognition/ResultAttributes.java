package org.nififer.processors.recognition;

import org.nififer.common.BoundingBox;
import org.nififer.face.Face;
import org.nififer.model.Classification;
import org.nififer.processors.common.FerAttributes;
import org.nififer.recognition.Recognition;
import org.nififer.recognition.Recognition.RecognizedFace;
import org.nififer.recognition.RecognitionJson;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Faces and expressions as attributes.
 */
public final class ResultAttributes {

    private ResultAttributes() {
    }

    /** What is known of a photo: how many faces, all their expressions, and the largest face. */
    public static Map<String, String> of(final Recognition recognition) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.FACES, Integer.toString(recognition.faces().size()));
        attributes.put(FerAttributes.FACES_TOO_SMALL, Integer.toString(recognition.tooSmall().size()));
        attributes.put(FerAttributes.DETECTOR, recognition.detector());
        attributes.put(FerAttributes.MODEL_ID, recognition.modelId());
        attributes.put(FerAttributes.DECODE_MILLISECONDS, milliseconds(recognition.timings().decode()));
        attributes.put(FerAttributes.DETECT_MILLISECONDS, milliseconds(recognition.timings().detect()));
        attributes.put(FerAttributes.CLASSIFY_MILLISECONDS, milliseconds(recognition.timings().classify()));
        recognition.largest().ifPresent(largest -> {
            attributes.put(FerAttributes.EXPRESSIONS, recognition.faces().stream().map(RecognizedFace::classification).map(ResultAttributes::expression)
                    .collect(Collectors.joining(",")));
            attributes.putAll(of(largest.face()));
            attributes.putAll(of(largest.classification()));
        });
        return attributes;
    }

    /** Box, score and landmarks of a face. */
    static Map<String, String> of(final Face face) {
        final BoundingBox box = face.box();
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.FACE_LEFT, Double.toString(box.left()));
        attributes.put(FerAttributes.FACE_TOP, Double.toString(box.top()));
        attributes.put(FerAttributes.FACE_WIDTH, Double.toString(box.width()));
        attributes.put(FerAttributes.FACE_HEIGHT, Double.toString(box.height()));
        attributes.put(FerAttributes.FACE_SCORE, Double.toString(face.score()));
        face.landmarks().ifPresent(landmarks -> attributes.put(FerAttributes.FACE_LANDMARKS, RecognitionJson.write(landmarks)));
        return attributes;
    }

    /** The expression with every probability. */
    static Map<String, String> of(final Classification classification) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.EXPRESSION, expression(classification));
        attributes.put(FerAttributes.CONFIDENCE, Double.toString(classification.confidence()));
        classification.probabilities().forEach((expression, probability) -> attributes.put(FerAttributes.PROBABILITY + expression.label(), Double.toString(probability)));
        return attributes;
    }

    /** Milliseconds with at most two decimals. */
    static String milliseconds(final Duration duration) {
        return Double.toString(RecognitionJson.milliseconds(duration));
    }

    private static String expression(final Classification classification) {
        return classification.expression().label();
    }
}
