package org.nififer.recognition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.TestSamples;
import org.nififer.dataset.crop.CropSettings;
import org.nififer.dataset.crop.CropSettings.SamplesWithoutFace;
import org.nififer.dataset.crop.DatasetCropper;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto;
import org.nififer.face.Face;
import org.nififer.face.FaceCropper;
import org.nififer.face.FaceDetector;
import org.nififer.face.FaceDetectorFactory;
import org.nififer.face.FaceSettings;
import org.nififer.face.Landmarks;
import org.nififer.face.Point;
import org.nififer.image.EncodedImages;
import org.nififer.image.ExifOrientation;
import org.nififer.image.ImageCodec;
import org.nififer.model.CountingClassifier;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.SwinConfiguration;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExpressionRecognizerTest {

    private static final SwinConfiguration TINY = SwinConfiguration.builder().imageSize(16).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2)).windowSize(4)
            .mlpRatio(2).seReduction(4).build();
    private static final byte[] FACE = ImageCodec.encodePng(DrawnFaces.face(Expression.FEAR, 1, 32));

    private ExpressionClassifier classifier;

    @BeforeEach
    void open() throws IOException {
        try (NetworkParameters parameters = NetworkParameters.random(TINY, 1)) {
            classifier = ExpressionClassifier.of("id", ModelDescription.of(TINY), parameters, Precision.ofThisMachine());
        }
    }

    @AfterEach
    void close() {
        classifier.close();
    }

    @Test
    void testFacesOfADrawnPhotoAreFoundAndClassified() throws IOException {
        final DrawnPhoto photo = DrawnFaces.photo(1, 640, 400, List.of(Expression.HAPPINESS, Expression.SURPRISE));
        final FaceSettings settings = FaceSettings.of(FaceDetectorFactory.parse("haar"));
        try (FaceDetector detector = settings.detector().open()) {
            final Recognition recognition = new ExpressionRecognizer(detector, settings, classifier).recognize(ImageCodec.encodePng(photo.image()), "two.png");

            assertEquals("id", recognition.modelId());
            assertEquals("haar", recognition.detector());
            assertTrue(recognition.timings().decode().isPositive() && recognition.timings().detect().isPositive() && recognition.timings().classify().isPositive());
            for (final DrawnPhoto.DrawnFace drawn : photo.faces()) {
                assertTrue(recognition.faces().stream().anyMatch(face -> face.face().box().intersectionOverUnion(drawn.box()) > 0.5), drawn.toString());
            }

            final JsonNode json = new ObjectMapper().readTree(RecognitionJson.write("a \"photo\".png", recognition));
            assertEquals("a \"photo\".png", json.path("image").asText());
            assertEquals(2, json.path("faces").size());
            assertTrue(json.path("milliseconds").path("classify").asDouble() > 0);
            assertFalse(json.path("faces").get(0).has("landmarks"));
        }
    }

    /** What a model is trained and measured on, and what it meets in photos, is the same to the pixel. */
    @Test
    void testACropOfADatasetIsAnsweredAsTheFaceInThePhoto() throws IOException {
        final RgbImage image = DrawnFaces.photo(1, 1600, 1200, List.of(Expression.HAPPINESS)).image();
        final byte[] photo = ImageCodec.encodePng(image);
        final FaceSettings settings = FaceSettings.of(FaceDetectorFactory.parse("haar"));
        final byte[] photos = TestSamples.dataset(List.of(SampleEncoding.PNG.sample("one", image, SampleMetadata.builder(Expression.HAPPINESS))));
        final ByteArrayOutputStream crops = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(crops); DatasetWriter rest = new DatasetWriter(new ByteArrayOutputStream())) {
            DatasetCropper.crop(() -> new DatasetReader(new ByteArrayInputStream(photos), "photos.tar"), writer, rest,
                    new CropSettings(settings, FaceCropper.SAMPLED_SIDE, SamplesWithoutFace.DROP, SampleEncoding.PNG, 1), ProgressListener.NONE);
        }

        final RgbImage crop = ImageCodec.decode(TestSamples.read(crops.toByteArray()).getFirst().image(), "crop");
        assertEquals(classifier.classify(List.of(crop)).getFirst().probabilities(), recognized(settings, photo));
    }

    @Test
    void testAnImageThatIsAFaceIsAnsweredAsItIsWithoutADetector() throws IOException {
        final RgbImage image = DrawnFaces.face(Expression.ANGER, 2, 100);

        assertEquals(classifier.classify(List.of(image)).getFirst().probabilities(), recognized(FaceSettings.of(FaceDetectorFactory.parse("none")), ImageCodec.encodePng(image)));
    }

    private Map<Expression, Double> recognized(final FaceSettings settings, final byte[] photo) throws IOException {
        try (FaceDetector detector = settings.detector().open()) {
            return new ExpressionRecognizer(detector, settings, classifier).recognize(photo, "photo").largest().orElseThrow().classification().probabilities();
        }
    }

    @Test
    void testLandmarksAreWrittenWhereThereAreAny() throws IOException {
        final Landmarks landmarks = Landmarks.of(List.of(new Point(10, 12), new Point(22, 12), new Point(16, 18), new Point(11, 24), new Point(21, 24)));
        final Recognition recognition = recognize(List.of(new Face(new BoundingBox(0, 0, 32, 32), 0.9, Optional.of(landmarks))));
        final JsonNode face = new ObjectMapper().readTree(RecognitionJson.write("p", recognition)).path("faces").get(0);

        assertEquals(5, face.path("landmarks").size());
        assertEquals(22, face.path("landmarks").get(1).get(0).asInt());
    }

    @Test
    void testACrowdIsClassifiedInItsOrder() throws IOException {
        final List<Face> crowd = new ArrayList<>();
        for (int number = 0; number < 500; number++) {
            crowd.add(new Face(new BoundingBox(number % 7, number % 5, 4 + number % 20, 4 + number % 20), 1 - number / 1000.0));
        }

        final Recognition recognition = recognize(crowd);

        assertEquals(crowd, recognition.faces().stream().map(Recognition.RecognizedFace::face).toList());
        assertEquals(23, recognition.largest().orElseThrow().face().box().width());
        for (final int number : new int[] {0, 63, 64, 499}) {
            final double alone = recognize(List.of(crowd.get(number))).faces().getFirst().classification().confidence();
            assertEquals(alone, recognition.faces().get(number).classification().confidence(), 1e-5);
        }
    }

    @Test
    void testBatchesAreAsLargeAsTheModelTakes() throws IOException {
        final List<Face> crowd = Collections.nCopies(250, new Face(new BoundingBox(0, 0, 32, 32), 1));
        final CountingClassifier counting = new CountingClassifier(100);
        new ExpressionRecognizer(new KnownFaces(crowd), FaceSettings.of(FaceDetectorFactory.parse("none")), counting).recognize(FACE, "face.png");

        assertEquals(List.of(100, 100, 50), counting.batches());
    }

    @Test
    void testFacesAtAndBeyondTheBorderAreClassified() throws IOException {
        final List<Face> faces = List.of(new Face(new BoundingBox(-10, -10, 20, 20), 1), new Face(new BoundingBox(25, 20, 30, 30), 1),
                new Face(new BoundingBox(100, 100, 30, 30), 1));

        assertEquals(3, recognize(faces).faces().size());
    }

    @Test
    void testOrientationDecidesWhichWayUpThePhotoIs() throws IOException {
        final byte[] turned = EncodedImages.withOrientation(ImageCodec.encodeJpeg(RgbImage.black(40, 20), 90), 6);
        final FaceDetectorFactory whole = FaceDetectorFactory.parse("none");
        try (FaceDetector detector = whole.open()) {
            final Recognition upright = new ExpressionRecognizer(detector, FaceSettings.of(whole), classifier).recognize(turned, "turned");
            assertEquals(new BoundingBox(0, 0, 20, 40), upright.faces().getFirst().face().box());

            final FaceSettings asStored = new FaceSettings(whole, ExifOrientation.IGNORE, 0, true, 0);
            final Recognition stored = new ExpressionRecognizer(detector, asStored, classifier).recognize(turned, "turned");
            assertEquals(new BoundingBox(0, 0, 40, 20), stored.faces().getFirst().face().box());
        }
    }

    @Test
    void testVeryLongPhotosAreNoError() throws IOException {
        final byte[] thread = ImageCodec.encodePng(RgbImage.black(40_000, 2));
        for (final String name : List.of("none", "haar")) {
            final FaceSettings settings = FaceSettings.of(FaceDetectorFactory.parse(name));
            try (FaceDetector detector = settings.detector().open()) {
                final Recognition recognition = new ExpressionRecognizer(detector, settings, classifier).recognize(thread, "thread.png");
                assertEquals("none".equals(name) ? 1 : 0, recognition.faces().size());
            }
        }
    }

    @Test
    void testUncertainFacesAreCounted() throws IOException {
        final Recognition recognition = recognize(List.of(new Face(new BoundingBox(0, 0, 32, 32), 1), new Face(new BoundingBox(4, 4, 20, 20), 1)));
        final double least = recognition.faces().stream().mapToDouble(face -> face.classification().confidence()).min().orElseThrow();

        assertEquals(0, recognition.uncertain(least));
        assertTrue(recognition.uncertain(Math.nextUp(least)) >= 1);
        assertEquals(2, recognition.uncertain(1));
    }

    @Test
    void testAFaceThatIsTooSmallGetsNoAnswer() throws IOException {
        final Face large = new Face(new BoundingBox(0, 0, 12, 20), 0.8);
        final Face small = new Face(new BoundingBox(4, 4, 19.9, 12), 0.9);
        final FaceSettings settings = FaceSettings.of(FaceDetectorFactory.parse("haar")).withSmallest(20);
        final Recognition recognition = new ExpressionRecognizer(new KnownFaces(List.of(small, large)), settings, classifier).recognize(FACE, "face.png");

        assertEquals(List.of(large), recognition.faces().stream().map(Recognition.RecognizedFace::face).toList());
        assertEquals(List.of(small), recognition.tooSmall());
        assertTrue(RecognitionJson.write("p", recognition).contains("\"tooSmall\":[{\"box\":{\"left\":4.0"));

        // An image that the operator calls a face is one, however small.
        assertEquals(1, new ExpressionRecognizer(new KnownFaces(List.of(small)), FaceSettings.of(FaceDetectorFactory.parse("none")).withSmallest(20), classifier)
                .recognize(FACE, "face.png").faces().size());
    }

    private Recognition recognize(final List<Face> faces) throws InvalidInputException {
        final FaceDetector detector = new KnownFaces(faces);
        return new ExpressionRecognizer(detector, FaceSettings.of(FaceDetectorFactory.parse("none")), classifier).recognize(FACE, "face.png");
    }

    /** A detector that finds the same faces in every photo. */
    private record KnownFaces(List<Face> faces) implements FaceDetector {

        @Override
        public String name() {
            return "known";
        }

        @Override
        public List<Face> detect(final RgbImage photo) {
            return faces;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
