package org.nififer.processors.recognition;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto;
import org.nififer.drawing.DrawnPhoto.DrawnFace;
import org.nififer.image.ImageCodec;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.StrangePhotos;
import org.nififer.processors.common.TestFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CropFacesTest {

    private final TestRunner runner = TestRunners.newTestRunner(CropFaces.class);

    @Test
    void testEachFaceBecomesAFlowFile() throws IOException {
        final byte[] photo = TestFiles.photo();
        runner.setProperty(FaceDetectorProperties.IMAGE_SIZE, "48");
        runner.enqueue(photo, Map.of("filename", "two.png", "camera", "door"));
        runner.run();

        runner.assertTransferCount(CropFaces.FACES, 2);
        runner.assertTransferCount(CropFaces.ORIGINAL, 1);
        final MockFlowFile original = runner.getFlowFilesForRelationship(CropFaces.ORIGINAL).getFirst();
        original.assertContentEquals(photo);
        original.assertAttributeEquals("fragment.count", "2");
        original.assertAttributeEquals("filename", "two.png");
        final List<MockFlowFile> faces = runner.getFlowFilesForRelationship(CropFaces.FACES);
        for (int index = 0; index < faces.size(); index++) {
            final MockFlowFile face = faces.get(index);
            face.assertAttributeEquals("fragment.identifier", original.getAttribute("fragment.identifier"));
            face.assertAttributeEquals("fragment.index", Integer.toString(index));
            face.assertAttributeEquals("fragment.count", "2");
            face.assertAttributeEquals("segment.original.filename", "two.png");
            face.assertAttributeEquals("filename", String.format(Locale.ROOT, "two.png.face-%d.png", index));
            face.assertAttributeEquals("mime.type", "image/png");
            face.assertAttributeEquals("camera", "door");
            face.assertAttributeEquals(FerAttributes.FACES, "2");
            face.assertAttributeEquals(FerAttributes.DETECTOR, "haar");
            face.assertAttributeNotExists(FerAttributes.FACE_LANDMARKS);
            assertNotNull(face.getAttribute(FerAttributes.DECODE_MILLISECONDS));
            final RgbImage crop = ImageCodec.decode(face.toByteArray(), "crop");
            assertEquals(48, crop.width());
            assertEquals(48, crop.height());
        }
    }

    @Test
    void testJpegAndTheLargestFace() throws IOException {
        runner.setProperty(DatasetProperties.IMAGE_FORMAT, "jpeg");
        runner.setProperty(FaceDetectorProperties.MAXIMUM_FACES, "1");
        runner.enqueue(TestFiles.photo(), Map.of("filename", "two.png"));
        runner.run();

        runner.assertTransferCount(CropFaces.FACES, 1);
        final MockFlowFile face = runner.getFlowFilesForRelationship(CropFaces.FACES).getFirst();
        face.assertAttributeEquals("filename", "two.png.face-0.jpg");
        face.assertAttributeEquals("mime.type", "image/jpeg");
        assertEquals(224, ImageCodec.decode(face.toByteArray(), "crop").width());
    }

    @Test
    void testFacesBelowTheLimitsAreNone() throws IOException {
        runner.setProperty(FaceDetectorProperties.MINIMUM_FACE_SIZE, "300");
        runner.enqueue(TestFiles.photo(), Map.of("filename", "small.png"));
        runner.run();
        runner.assertAllFlowFilesTransferred(CropFaces.NO_FACE, 1);

        runner.clearTransferState();
        runner.setProperty(FaceDetectorProperties.MINIMUM_FACE_SIZE, "0");
        runner.setProperty(FaceDetectorProperties.SCORE_THRESHOLD, "1");
        runner.enqueue(TestFiles.photo(), Map.of("filename", "unsure.png"));
        runner.run();
        runner.assertAllFlowFilesTransferred(CropFaces.NO_FACE, 1);
    }

    @Test
    void testPhotoWithoutFacesIsNoFailure() throws IOException {
        final byte[] photo = TestFiles.photoWithoutFaces();
        runner.enqueue(photo, Map.of("filename", "empty.png"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CropFaces.NO_FACE, 1);
        final MockFlowFile flowFile = runner.getFlowFilesForRelationship(CropFaces.NO_FACE).getFirst();
        flowFile.assertContentEquals(photo);
        flowFile.assertAttributeEquals(FerAttributes.FACES, "0");
        flowFile.assertAttributeNotExists("fragment.identifier");
    }

    @Test
    void testStrangePhotosShowTheSameFace() throws IOException {
        for (final Map.Entry<String, byte[]> photo : StrangePhotos.readable().entrySet()) {
            runner.enqueue(photo.getValue(), Map.of("filename", photo.getKey()));
        }

        runner.enqueue(ImageCodec.encodePng(StrangePhotos.PHOTO), Map.of("filename", "plain.png"));
        runner.run(StrangePhotos.readable().size() + 1);

        runner.assertTransferCount(CropFaces.FAILURE, 0);
        final List<MockFlowFile> faces = runner.getFlowFilesForRelationship(CropFaces.FACES);
        assertEquals(StrangePhotos.readable().size() + 1, faces.size());
        final BoundingBox expected = box(faces.getLast());
        for (final MockFlowFile face : faces) {
            assertTrue(box(face).intersectionOverUnion(expected) > 0.8, () -> face.getAttribute("filename") + " " + box(face) + " " + expected);
        }
    }

    @Test
    void testOrientationIsIgnoredWhereThisIsAskedFor() {
        runner.setProperty(FaceDetectorProperties.EXIF_ORIENTATION, "ignore");
        runner.enqueue(StrangePhotos.turned(), Map.of("filename", "turned.jpg"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CropFaces.NO_FACE, 1);
    }

    @Test
    void testWhatIsNoPhotoGoesToFailureAndNothingOfAnotherIsSeen() throws IOException {
        for (final Map.Entry<String, StrangePhotos.Unreadable> file : StrangePhotos.unreadable().entrySet()) {
            runner.enqueue(ImageCodec.encodePng(StrangePhotos.PHOTO), Map.of("filename", "before.png"));
            runner.enqueue(file.getValue().content(), Map.of("filename", file.getKey()));
        }

        final int files = StrangePhotos.unreadable().size();
        runner.run(2 * files);

        runner.assertTransferCount(CropFaces.FACES, files);
        final List<MockFlowFile> failed = runner.getFlowFilesForRelationship(CropFaces.FAILURE);
        assertEquals(files, failed.size());
        for (final MockFlowFile flowFile : failed) {
            final StrangePhotos.Unreadable file = StrangePhotos.unreadable().get(flowFile.getAttribute("filename"));
            flowFile.assertAttributeEquals(FerAttributes.ERROR_CODE, file.code());
            flowFile.assertContentEquals(file.content());
            assertTrue(flowFile.getAttribute(FerAttributes.ERROR_MESSAGE).contains(flowFile.getAttribute("filename")), flowFile.getAttribute(FerAttributes.ERROR_MESSAGE));
        }
    }

    @Test
    void testFaceAtTheBorder() throws IOException {
        final DrawnFace face = new DrawnFace(new BoundingBox(-6, 60, 140, 140), Expression.HAPPINESS, 1);
        runner.enqueue(ImageCodec.encodePng(DrawnFaces.photoWith(1, 320, 240, List.of(face)).image()), Map.of("filename", "border.png"));
        runner.setProperty(FaceDetectorProperties.MARGIN, "0.5");
        runner.run();

        runner.assertTransferCount(CropFaces.FACES, 1);
        final MockFlowFile crop = runner.getFlowFilesForRelationship(CropFaces.FACES).getFirst();
        assertTrue(box(crop).intersectionOverUnion(face.box()) > 0.5, box(crop)::toString);
        final RgbImage image = ImageCodec.decode(crop.toByteArray(), "crop");
        assertFalse(image.value(0, 112, 0) == 0 && image.value(0, 112, 1) == 0 && image.value(0, 112, 2) == 0, "Beyond the border the photo goes on, it is not black");
    }

    @Test
    void testACrowd() {
        final List<DrawnFace> people = new ArrayList<>();
        for (int number = 0; number < 500; number++) {
            final BoundingBox box = new BoundingBox(10 + number % 25 * 40, 12 + number / 25 * 40, 30, 30);
            people.add(new DrawnFace(box, Expression.ofId(number % 8), number));
        }

        final DrawnPhoto crowd = DrawnFaces.photoWith(1, 1016, 816, people);
        runner.setProperty(FaceDetectorProperties.IMAGE_SIZE, "32");
        runner.enqueue(ImageCodec.encodePng(crowd.image()), Map.of("filename", "crowd.png"));
        runner.run();

        final List<MockFlowFile> faces = runner.getFlowFilesForRelationship(CropFaces.FACES);
        assertTrue(faces.size() > 250, () -> String.format(Locale.ROOT, "Only %d of 500 small faces", faces.size()));
        final Set<String> indexes = new HashSet<>();
        for (final MockFlowFile face : faces) {
            face.assertAttributeEquals("fragment.count", Integer.toString(faces.size()));
            indexes.add(face.getAttribute("fragment.index"));
        }

        assertEquals(faces.size(), indexes.size());
    }

    @Test
    void testYuNetGivesLandmarksThatAlignTheCrops() throws IOException {
        final Path data = Path.of(System.getProperty("fer.data", "missing"));
        final Path yuNet = data.resolve("models/face_detection_yunet_2023mar.onnx");
        Assumptions.assumeTrue(Files.exists(yuNet), () -> String.format(Locale.ROOT, "%s is not there", yuNet));
        runner.setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorProperties.Detector.YUNET);
        runner.setProperty(FaceDetectorProperties.YUNET_FILE, yuNet.toString());
        runner.setProperty(FaceDetectorProperties.MAXIMUM_FACES, "1");
        final List<MockFlowFile> faces = new ArrayList<>();
        for (final String alignment : List.of("true", "false")) {
            runner.setProperty(FaceDetectorProperties.ALIGNMENT, alignment);
            runner.enqueue(ImageCodec.encodePng(StrangePhotos.PHOTO), Map.of("filename", "one.png"));
            runner.run();
            runner.assertTransferCount(CropFaces.FACES, 1);
            faces.addAll(runner.getFlowFilesForRelationship(CropFaces.FACES));
            runner.clearTransferState();
        }

        final String landmarks = faces.getFirst().getAttribute(FerAttributes.FACE_LANDMARKS);
        assertTrue(landmarks.matches("\\[(\\[[0-9.]+,[0-9.]+],?){5}]"), landmarks);
        assertEquals(box(faces.getFirst()), box(faces.getLast()));
        assertFalse(Arrays.equals(faces.getFirst().toByteArray(), faces.getLast().toByteArray()));
    }

    @Test
    void testLimitsAreValidated() {
        for (final Map.Entry<String, String> invalid : Map.of("Score Threshold", "2", "Minimum Face Size", "-1", "Maximum Faces", "0", "Margin", "NaN", "Image Size", "5000",
                "EXIF Orientation", "turn").entrySet()) {
            runner.setProperty(invalid.getKey(), invalid.getValue());
            runner.assertNotValid();
            runner.removeProperty(invalid.getKey());
        }

        runner.assertValid();
    }

    @Test
    void testVerificationFindsADrawnFace() {
        final VerifiableProcessor processor = (VerifiableProcessor) runner.getProcessor();
        final List<ConfigVerificationResult> results = processor.verify(runner.getProcessContext(), runner.getLogger(), Map.of());

        assertEquals(ConfigVerificationResult.Outcome.SUCCESSFUL, results.getFirst().getOutcome(), results.toString());
        assertTrue(results.getFirst().getExplanation().contains("haar found 1 faces"), results.toString());
    }

    private static BoundingBox box(final MockFlowFile face) {
        return new BoundingBox(Double.parseDouble(face.getAttribute(FerAttributes.FACE_LEFT)), Double.parseDouble(face.getAttribute(FerAttributes.FACE_TOP)),
                Double.parseDouble(face.getAttribute(FerAttributes.FACE_WIDTH)), Double.parseDouble(face.getAttribute(FerAttributes.FACE_HEIGHT)));
    }
}
