package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FaceDetectorFactoryTest {

    @TempDir
    private Path folder;

    @Test
    void testNames() throws InvalidInputException {
        assertInstanceOf(HaarFaceDetector.class, FaceDetectorFactory.parse("haar").open());
        assertInstanceOf(WholeImageFaceDetector.class, FaceDetectorFactory.parse("none").open());
        assertEquals("haar", FaceDetectorFactory.parse("haar").name());
        assertEquals("none", FaceDetectorFactory.parse("none").name());
    }

    @Test
    void testUnknownNameListsTheKnownOnes() {
        assertInvalid("retina", "'retina' is not known; expected haar, none or the path of an .onnx file");
        assertInvalid("", "'' is not known");
        assertInvalid("bad\0path.onnx", "is not a path");
    }

    @Test
    void testMissingFileIsNamed() {
        assertInvalid(folder.resolve("missing.onnx").toString(), "missing.onnx does not exist");
        assertInvalid(folder.toString() + "/.onnx", ".onnx does not exist");
    }

    @Test
    void testFileThatIsNoNetworkIsNamed() throws IOException {
        final Path text = Files.writeString(folder.resolve("text.onnx"), "This is not a network");
        final Path empty = Files.createFile(folder.resolve("empty.onnx"));
        final byte[] zeros = new byte[10_000];
        final Path nothing = Files.write(folder.resolve("zeros.onnx"), zeros);

        assertInvalid(text.toString(), "text.onnx is a text file; expected is a YuNet network in ONNX format");
        Files.writeString(text, "version https://git-lfs.github.com/spec/v1\noid sha256:8f23\nsize 232589\n");
        assertInvalid(text.toString(), "text.onnx is a Git LFS pointer");
        assertInvalid(empty.toString(), "empty.onnx has 0 bytes");
        assertInvalid(nothing.toString(), "zeros.onnx is not a YuNet network");
    }

    @Test
    void testOtherAndTruncatedNetworksAreRefused() throws IOException {
        final byte[] onnx = Files.readAllBytes(DetectionPhotos.yuNet());
        final Path truncated = Files.write(folder.resolve("truncated.onnx"), Arrays.copyOf(onnx, onnx.length / 2));

        assertInvalid(truncated.toString(), "truncated.onnx is not a YuNet network");
        assertInvalid(DetectionPhotos.require("models/mini_xception_fer2013.onnx").toString(), "mini_xception_fer2013.onnx is not a YuNet network");
    }

    @Test
    void testFileIsReadOnce() throws IOException {
        final Path copy = Files.copy(DetectionPhotos.yuNet(), folder.resolve("copy.onnx"));
        final FaceDetectorFactory factory = FaceDetectorFactory.parse(copy.toString());
        Files.delete(copy);

        try (FaceDetector detector = factory.open()) {
            assertEquals("copy.onnx", detector.name());
            assertEquals(0, detector.detect(RgbImage.black(64, 64)).size());
        }
    }

    @Test
    void testScoreThresholdReachesTheNetwork() throws IOException {
        final RgbImage photo = DetectionPhotos.read("2007_007763.jpg");
        final String yuNet = DetectionPhotos.yuNet().toString();
        final Map<Double, Integer> counts = new TreeMap<>();
        for (final double threshold : new double[] {0.3, 0.75, 0.9}) {
            final FaceSelection selection = new FaceSelection(OptionalInt.empty(), OptionalDouble.of(threshold), 0, OptionalInt.empty());
            try (FaceDetector detector = FaceDetectorFactory.parse(yuNet, selection).open()) {
                final List<Face> faces = detector.detect(photo);
                assertTrue(faces.stream().allMatch(face -> face.score() >= threshold), faces.toString());
                counts.put(threshold, faces.size());
            }
        }

        try (FaceDetector detector = FaceDetectorFactory.parse(yuNet).open()) {
            assertEquals(counts.get(0.75), detector.detect(photo).size());
        }

        assertTrue(counts.get(0.3) > counts.get(0.9), counts.toString());
    }

    @Test
    void testSelectionIsApplied() throws IOException {
        final RgbImage photo = DrawnFaces.photo(1, 640, 400, List.of(Expression.HAPPINESS, Expression.SURPRISE)).image();
        final FaceDetectorFactory factory = FaceDetectorFactory.parse("haar", new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 0, OptionalInt.of(1)));
        assertEquals("haar", factory.name());
        try (FaceDetector all = FaceDetectorFactory.parse("haar").open(); FaceDetector one = factory.open()) {
            assertEquals(2, all.detect(photo).size());
            assertEquals(1, one.detect(photo).size());
        }
    }

    private static void assertInvalid(final String setting, final String expected) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> FaceDetectorFactory.parse(setting));

        assertEquals(Code.INVALID_SETTING, exception.code());
        assertTrue(exception.getMessage().contains(expected), exception.getMessage());
    }
}
