package org.nififer.processors.dataset;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.TestFiles;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CropDatasetFacesTest {

    private final TestRunner runner = TestRunners.newTestRunner(CropDatasetFaces.class);

    @Test
    void testFacesAreCutOutAndTheRestIsRouted() throws IOException {
        runner.setProperty(FaceDetectorProperties.IMAGE_SIZE, "64");
        runner.setProperty(CropDatasetFaces.WITHOUT_FACE, "route");
        runner.setProperty(DatasetProperties.IMAGE_FORMAT, "jpeg");
        runner.enqueue(photos(), Map.of("filename", "photos.tar"));
        runner.run();

        runner.assertTransferCount(CropDatasetFaces.SUCCESS, 1);
        final MockFlowFile crops = runner.getFlowFilesForRelationship(CropDatasetFaces.SUCCESS).getFirst();
        crops.assertAttributeEquals(FerAttributes.DATASET_READ, "2");
        crops.assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "1");
        crops.assertAttributeEquals(FerAttributes.DATASET_LEFT_OUT, "1");
        crops.assertAttributeEquals(FerAttributes.DATASET_WITHOUT_FACE, "1");
        crops.assertAttributeEquals(FerAttributes.DETECTOR, "haar");
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(crops.toByteArray()), "crops.tar")) {
            final Sample crop = reader.read();
            assertEquals("face", crop.key());
            assertEquals(ImageFormat.JPEG, crop.format());
            assertEquals(64, ImageCodec.decode(crop.image(), "crop").width());
        }

        runner.assertTransferCount(CropDatasetFaces.NO_FACE, 1);
        final MockFlowFile withoutFace = runner.getFlowFilesForRelationship(CropDatasetFaces.NO_FACE).getFirst();
        withoutFace.assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "1");
        withoutFace.assertAttributeEquals("filename", "photos.tar.no-face.tar");
        runner.assertTransferCount(CropDatasetFaces.FAILURE, 0);
    }

    @Test
    void testNothingIsRoutedWhereAllAreKept() throws IOException {
        runner.enqueue(photos(), Map.of("filename", "photos.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CropDatasetFaces.SUCCESS, 1);
        runner.getFlowFilesForRelationship(CropDatasetFaces.SUCCESS).getFirst().assertAttributeEquals(FerAttributes.DATASET_SAMPLES, "2");
    }

    @Test
    void testADatasetWithoutAnyFaceGoesToFailureWhereTheyAreDropped() throws IOException {
        runner.setProperty(CropDatasetFaces.WITHOUT_FACE, "drop");
        final byte[] dataset = TestFiles.dataset(List.of(SampleEncoding.PNG.sample("wall", RgbImage.black(64, 64), SampleMetadata.builder(Expression.FEAR))));
        runner.enqueue(dataset, Map.of("filename", "photos.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CropDatasetFaces.FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(CropDatasetFaces.FAILURE).getFirst();
        failed.assertContentEquals(dataset);
        failed.assertAttributeEquals(FerAttributes.ERROR_MESSAGE, "No face was found in any of the 1 samples; expected a dataset of photos with faces");
    }

    @Test
    void testADetectorThatCannotBeHadKeepsTheDatasetInItsQueue(@TempDir final Path folder) throws IOException {
        final Path yuNet = Files.writeString(folder.resolve("yunet.onnx"), "no network");
        runner.setProperty(FaceDetectorProperties.FACE_DETECTOR, FaceDetectorProperties.Detector.YUNET);
        runner.setProperty(FaceDetectorProperties.YUNET_FILE, yuNet.toString());
        runner.enqueue(photos(), Map.of("filename", "photos.tar"));

        assertThrows(AssertionError.class, runner::run);
        runner.assertQueueNotEmpty();
        final List<ConfigVerificationResult> results = ((VerifiableProcessor) runner.getProcessor()).verify(runner.getProcessContext(), runner.getLogger(), Map.of());
        assertEquals(ConfigVerificationResult.Outcome.FAILED, results.getFirst().getOutcome());
    }

    @Test
    void testVerificationFindsADrawnFace() {
        final List<ConfigVerificationResult> results = ((VerifiableProcessor) runner.getProcessor()).verify(runner.getProcessContext(), runner.getLogger(), Map.of());
        assertEquals(ConfigVerificationResult.Outcome.SUCCESSFUL, results.getFirst().getOutcome());
        assertTrue(results.getFirst().getExplanation().startsWith("Detector haar found 1 faces"), results.getFirst().getExplanation());
    }

    @Test
    void testDamagedImageGoesToFailure() throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(output)) {
            writer.write(new Sample("broken", ImageFormat.PNG, new byte[] {1, 2, 3}, SampleMetadata.builder(Expression.FEAR).build()));
        }

        runner.enqueue(output.toByteArray(), Map.of("filename", "photos.tar"));
        runner.run();

        runner.assertAllFlowFilesTransferred(CropDatasetFaces.FAILURE, 1);
        final MockFlowFile failed = runner.getFlowFilesForRelationship(CropDatasetFaces.FAILURE).getFirst();
        assertTrue(failed.getAttribute(FerAttributes.ERROR_MESSAGE).contains("'broken'"), failed.getAttribute(FerAttributes.ERROR_MESSAGE));
    }

    @Test
    void testMarginIsValidated() {
        for (final String invalid : List.of("-1", "3", "wide", "NaN")) {
            runner.setProperty(FaceDetectorProperties.MARGIN, invalid);
            runner.assertNotValid();
        }

        runner.setProperty(FaceDetectorProperties.MARGIN, "0.2");
        runner.assertValid();
    }

    private static byte[] photos() throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(output)) {
            writer.write(sample("face", DrawnFaces.photo(1, 320, 240, List.of(Expression.HAPPINESS)).image()));
            writer.write(sample("nobody", DrawnFaces.photo(1, 320, 240, List.of()).image()));
        }

        return output.toByteArray();
    }

    private static Sample sample(final String key, final RgbImage image) throws IOException {
        return SampleEncoding.PNG.sample(key, image, SampleMetadata.builder(Expression.HAPPINESS).source("drawn"));
    }
}
