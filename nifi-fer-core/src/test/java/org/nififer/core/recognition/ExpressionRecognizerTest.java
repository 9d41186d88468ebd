package org.nififer.core.recognition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.core.Expression;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.drawing.DrawnPhoto;
import org.nififer.core.face.BoundingBox;
import org.nififer.core.face.Face;
import org.nififer.core.face.FaceDetector;
import org.nififer.core.face.FaceDetectorFactory;
import org.nififer.core.face.Landmarks;
import org.nififer.core.face.Point;
import org.nififer.core.image.RgbImage;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.core.model.ModelDescription;
import org.nififer.core.network.NetworkParameters;
import org.nififer.core.network.Precision;
import org.nififer.core.network.SwinConfiguration;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExpressionRecognizerTest {

    private static final SwinConfiguration TINY = new SwinConfiguration(16, 2, 8, List.of(1), List.of(2), 4, 2, 0, 8, 4);

    @Test
    void testFacesOfADrawnPhotoAreFoundAndClassified() throws IOException {
        final DrawnPhoto photo = DrawnFaces.photo(1, 640, 400, List.of(Expression.HAPPINESS, Expression.SURPRISE));
        try (FaceDetector detector = FaceDetectorFactory.parse("haar").open(); NetworkParameters parameters = NetworkParameters.random(TINY, 1);
             ExpressionClassifier classifier = ExpressionClassifier.of("id", ModelDescription.of(TINY), parameters, Precision.FP32)) {
            final Recognition recognition = new ExpressionRecognizer(detector, classifier).recognize(photo.image());

            assertEquals("id", recognition.modelId());
            assertEquals("haar", recognition.detector());
            for (final DrawnPhoto.DrawnFace drawn : photo.faces()) {
                assertTrue(recognition.faces().stream().anyMatch(face -> face.face().box().intersectionOverUnion(drawn.box()) > 0.5), drawn.toString());
            }

            final JsonNode json = new ObjectMapper().readTree(RecognitionJson.write("a \"photo\".png", recognition));
            assertEquals("a \"photo\".png", json.path("image").asText());
            assertEquals(2, json.path("faces").size());
            assertFalse(json.path("faces").get(0).has("landmarks"));
        }
    }

    @Test
    void testLandmarksAreWrittenWhereThereAreAny() throws IOException {
        final Landmarks landmarks = Landmarks.of(List.of(new Point(10, 12), new Point(22, 12), new Point(16, 18), new Point(11, 24), new Point(21, 24)));
        final FaceDetector detector = new FaceDetector() {
            @Override
            public String name() {
                return "one face";
            }

            @Override
            public List<Face> detect(final RgbImage photo) {
                return List.of(new Face(new BoundingBox(0, 0, 32, 32), 0.9, Optional.of(landmarks)));
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
        try (NetworkParameters parameters = NetworkParameters.random(TINY, 1);
             ExpressionClassifier classifier = ExpressionClassifier.of("id", ModelDescription.of(TINY), parameters, Precision.FP32)) {
            final Recognition recognition = new ExpressionRecognizer(detector, classifier).recognize(DrawnFaces.face(Expression.FEAR, 1, 32));
            final JsonNode face = new ObjectMapper().readTree(RecognitionJson.write("p", recognition)).path("faces").get(0);

            assertEquals(5, face.path("landmarks").size());
            assertEquals(22, face.path("landmarks").get(1).get(0).asInt());
        }
    }
}
