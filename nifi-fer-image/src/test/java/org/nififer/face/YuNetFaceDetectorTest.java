package org.nififer.face;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto;
import org.nififer.drawing.DrawnPhoto.DrawnFace;
import org.nififer.image.ImageResizer;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class YuNetFaceDetectorTest {

    private FaceDetectorFactory factory;
    private FaceDetector detector;

    @BeforeEach
    void open() throws InvalidInputException {
        factory = FaceDetectorFactory.parse(DetectionPhotos.yuNet().toString());
        detector = factory.open();
    }

    @AfterEach
    void close() {
        if (detector != null) {
            detector.close();
        }
    }

    @Test
    void testFindsEveryFaceAndNothingElse() throws IOException {
        assertEquals(new DetectionPhotos.Count(43, 0), DetectionPhotos.count(detector));
    }

    @Test
    void testShrinksLargePhotosAndMapsBoxesBack() throws IOException {
        final RgbImage photo = DetectionPhotos.read("bald_guys.jpg");
        final List<Face> faces = detector.detect(photo);

        final List<Face> portraits = faces.stream().filter(face -> face.box().height() > 100).toList();
        assertEquals(24, portraits.size());
        // A photographer in the background of one of the pictures.
        assertTrue(faces.size() <= 25, faces.toString());
        for (final Face face : portraits) {
            assertTrue(face.box().width() > 80 && face.box().left() + face.box().width() < photo.width() + 20, face.toString());
            assertTrue(face.score() >= YuNetFaceDetector.DEFAULT_SCORE_THRESHOLD && face.score() <= 1, face.toString());
        }
    }

    /** 21 megapixels, of which a frame of 640 leaves 7 pixels a face. */
    @Test
    void testACrowdIsFoundInALargePhoto() throws IOException {
        final RgbImage crowd = crowd(5616, 3744, 18, 16, 63);

        assertEquals(288, detector.detect(crowd).size(), 3);
        try (FaceDetector narrow = factory(640).open(); FaceDetector wide = factory(3000).open()) {
            assertEquals(0, narrow.detect(crowd).size());
            assertEquals(288, wide.detect(crowd).size(), 3);
        }
    }

    /** The tiles of a look overlap: what lies on a border is found once, and where it is. */
    @Test
    void testFacesOnBordersOfTilesAreFoundOnce() throws IOException {
        final RgbImage crowd = crowd(2560, 1400, 40, 22, 60);
        final List<Face> faces = detector.detect(crowd);

        assertEquals(40 * 22, faces.size(), 10);
        for (final Face face : faces) {
            final double x = (face.box().left() + face.box().width() / 2) / 64 % 1;
            final double y = (face.box().top() + face.box().height() / 2) / (1400 / 22.0) % 1;
            assertEquals(0.5, x, 0.25, face::toString);
            assertEquals(0.5, y, 0.25, face::toString);
        }
    }

    private static FaceDetectorFactory factory(final int searchSize) throws InvalidInputException {
        return FaceDetectorFactory.parse(DetectionPhotos.yuNet().toString(), new FaceSelection(OptionalInt.of(searchSize), OptionalDouble.empty(), 0, OptionalInt.empty()));
    }

    /** Rows and columns of drawn faces on grey. */
    private static RgbImage crowd(final int width, final int height, final int columns, final int rows, final int side) {
        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        Arrays.fill(pixels, (byte) 120);
        for (int number = 0; number < columns * rows; number++) {
            final RgbImage face = DrawnFaces.face(Expression.ofId(number % 8), number, side);
            final int left = (number % columns * 2 + 1) * width / (2 * columns) - side / 2;
            final int top = (number / columns * 2 + 1) * height / (2 * rows) - side / 2;
            for (int y = 0; y < side; y++) {
                System.arraycopy(face.pixels(), y * side * RgbImage.CHANNELS, pixels, ((top + y) * width + left) * RgbImage.CHANNELS, side * RgbImage.CHANNELS);
            }
        }

        return new RgbImage(width, height, pixels);
    }

    @Test
    void testDogsAreNoCrowdOfFaces() throws IOException {
        // One of the dogs looks at the camera like a person, at every size of the photo: the network's limit.
        assertTrue(detector.detect(DetectionPhotos.read("dogs.jpg")).size() <= 1);
    }

    @Test
    void testFindsFacesThatFillThePhoto() throws IOException {
        int closeUps = 0;
        for (final Map.Entry<String, List<BoundingBox>> photo : DetectionPhotos.boxes().entrySet()) {
            for (final BoundingBox box : photo.getValue()) {
                if (box.width() >= 50) {
                    final RgbImage closeUp = new FaceCropper(640).crop(DetectionPhotos.read(photo.getKey()), new Face(box, 1));

                    final List<Face> faces = detector.detect(closeUp);
                    assertEquals(1, faces.size(), photo.getKey());
                    assertTrue(faces.getFirst().box().height() > 400, faces.toString());
                    closeUps++;
                }
            }
        }

        assertEquals(20, closeUps, 8);
    }

    @Test
    void testLandmarksLieInTheirPlaces() throws IOException {
        for (final Face face : detector.detect(DetectionPhotos.read("2008_007676.jpg"))) {
            final Landmarks landmarks = face.landmarks().orElseThrow();
            assertTrue(landmarks.rightEye().x() < landmarks.leftEye().x());
            assertTrue(landmarks.rightEye().y() < landmarks.nose().y());
            assertTrue(landmarks.nose().y() < landmarks.leftMouthCorner().y());
        }
    }

    @Test
    void testScoresAreSorted() throws IOException {
        final List<Face> faces = detector.detect(DetectionPhotos.read("2007_007763.jpg"));

        for (int index = 1; index < faces.size(); index++) {
            assertTrue(faces.get(index - 1).score() >= faces.get(index).score());
        }
    }

    @Test
    void testFindsDrawnFaces() {
        int all = 0;
        int found = 0;
        int others = 0;
        for (int seed = 0; seed < 24; seed++) {
            final DrawnPhoto photo = DrawnFaces.photo(seed, 480, 360, List.of(Expression.ofId(seed % 8), Expression.ofId((seed + 3) % 8)));
            final List<Face> faces = detector.detect(photo.image());
            for (final DrawnFace drawn : photo.faces()) {
                all++;
                found += faces.stream().anyMatch(face -> face.box().intersectionOverUnion(drawn.box()) >= 0.5) ? 1 : 0;
            }

            others += Math.max(0, faces.size() - photo.faces().size());
        }

        assertTrue(found >= 0.95 * all, String.format(Locale.ROOT, "%d of %d", found, all));
        assertEquals(0, others);
    }

    @Test
    void testThinAndTinyPhotosAreNoError() {
        for (final int side : new int[] {1, 2, 16, 31, 32, 33, 160, 200, 640, 5000}) {
            assertEquals(List.of(), detector.detect(RgbImage.black(side, 2)));
            assertEquals(List.of(), detector.detect(RgbImage.black(32, side)));
        }
    }

    @Test
    void testEachThreadHasItsOwn() throws Exception {
        final RgbImage photo = ImageResizer.resize(DetectionPhotos.read("2009_004587.jpg"), 320, 400);
        final List<Face> expected = detector.detect(photo);
        final Callable<List<Face>> task = () -> {
            try (FaceDetector own = factory.open()) {
                return own.detect(photo);
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (final Future<List<Face>> future : threads.invokeAll(List.of(task, task, task, task, task, task))) {
                assertEquals(expected, future.get());
            }
        }

        assertEquals(2, expected.size());
    }
}
