package org.nififer.dataset.crop;

import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Augmentation;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.TestSamples;
import org.nififer.dataset.crop.CropSettings.SamplesWithoutFace;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto;
import org.nififer.face.FaceDetectorFactory;
import org.nififer.face.FaceSettings;
import org.nififer.image.ImageCodec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DatasetCropperTest {

    private static final DrawnPhoto ONE_FACE = DrawnFaces.photo(1, 320, 240, List.of(Expression.HAPPINESS));
    private static final DrawnPhoto TWO_FACES = DrawnFaces.photo(2, 480, 320, List.of(Expression.SADNESS, Expression.SADNESS));

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream withoutFaceOutput = new ByteArrayOutputStream();

    @Test
    void testFacesAreCutOut() throws IOException {
        final DatasetCropper.Summary summary = crop("haar", SamplesWithoutFace.KEEP, 2, sample("one", ONE_FACE.image()), sample("two", TWO_FACES.image()));

        final List<Sample> samples = TestSamples.read(output.toByteArray());
        assertEquals(List.of("one", "two"), samples.stream().map(Sample::key).toList());
        assertEquals(2, summary.read());
        assertEquals(0, summary.withoutFace().total());
        assertEquals(1, summary.severalFaces());
        final RgbImage face = ImageCodec.decode(samples.getFirst().image(), "face");
        assertEquals(64, face.width());
        assertEquals(64, face.height());
        assertTrue(overlap(samples.getFirst(), ONE_FACE) > 0.4, samples.getFirst().metadata().box()::toString);
        assertTrue(samples.getFirst().metadata().perceptualHash().isPresent());
    }

    @Test
    void testAnyNumberOfThreadsGivesTheSame() throws IOException {
        final Sample[] photos = new Sample[20];
        for (int number = 0; number < photos.length; number++) {
            photos[number] = sample("photo" + number, DrawnFaces.photo(number, 160, 160, List.of(Expression.ofId(number % 8))).image());
        }

        crop("haar", SamplesWithoutFace.KEEP, 1, photos);
        final byte[] one = output.toByteArray();
        output.reset();
        crop("haar", SamplesWithoutFace.KEEP, 3, photos);

        assertArrayEquals(one, output.toByteArray());
    }

    @Test
    void testUnlabelledPhotosAreCroppedAndStayUnlabelled() throws IOException {
        final Sample photo = SampleEncoding.PNG.sample("one", ONE_FACE.image(), SampleMetadata.unlabelled().split(Split.TRAIN));
        final DatasetCropper.Summary summary = crop("haar", SamplesWithoutFace.DROP, 1, photo, TestSamples.unlabelled("noise", 1));

        final Sample crop = TestSamples.read(output.toByteArray()).getFirst();
        assertTrue(crop.metadata().isUnlabelled());
        assertTrue(overlap(crop, ONE_FACE) > 0.4, crop.metadata().box()::toString);
        assertEquals(1, summary.written().unlabelled(Optional.of(Split.TRAIN)));
        assertEquals(1, summary.withoutFace().unlabelled());
    }

    @Test
    void testPlaceInTheOriginalPhotoIsKept() throws IOException {
        // The sample is the part of 640 x 480 pixels at 100, 50, shrunk by half.
        final Sample sample = sample("one", ONE_FACE.image());
        final SampleMetadata metadata = sample.metadata().toBuilder().box(new BoundingBox(100, 50, 640, 480)).build();

        crop("none", SamplesWithoutFace.KEEP, 1, sample.withMetadata(metadata));

        assertEquals(new BoundingBox(100, 50, 640, 480), TestSamples.read(output.toByteArray()).getFirst().metadata().box().orElseThrow());
    }

    @Test
    void testSamplesWithoutFaceAreKeptWhole() throws IOException {
        final DatasetCropper.Summary summary = crop("haar", SamplesWithoutFace.KEEP, 1, TestSamples.sample("noise", Expression.FEAR, 1));

        final Sample kept = TestSamples.read(output.toByteArray()).getFirst();
        assertEquals(64, ImageCodec.decode(kept.image(), "kept").width());
        assertTrue(kept.metadata().box().isEmpty());
        assertEquals(1, summary.withoutFace().total());
        assertEquals(1, summary.written().total());
    }

    @Test
    void testSamplesWithoutFaceAreDropped() throws IOException {
        final DatasetCropper.Summary summary = crop("haar", SamplesWithoutFace.DROP, 1, TestSamples.sample("noise", Expression.FEAR, 1), sample("one", ONE_FACE.image()));

        assertEquals(List.of("one"), TestSamples.read(output.toByteArray()).stream().map(Sample::key).toList());
        assertEquals(List.of(), TestSamples.read(withoutFaceOutput.toByteArray()));
        assertEquals(2, summary.read());
        assertEquals(1, summary.withoutFace().total());
    }

    @Test
    void testSamplesWithoutFaceAreRoutedUnchanged() throws IOException {
        final Sample noise = TestSamples.sample("noise", Expression.FEAR, 1);

        crop("haar", SamplesWithoutFace.ROUTE, 1, noise, sample("one", ONE_FACE.image()));

        assertEquals(List.of("one"), TestSamples.read(output.toByteArray()).stream().map(Sample::key).toList());
        final List<Sample> routed = TestSamples.read(withoutFaceOutput.toByteArray());
        assertEquals(1, routed.size());
        assertArrayEquals(noise.image(), routed.getFirst().image());
    }

    @Test
    void testAugmentedSamplesAreRefused() {
        final Sample sample = TestSamples.sample("copy", Expression.FEAR, 1);
        final Sample augmented = sample.withMetadata(sample.metadata().toBuilder().augmentation(new Augmentation("autocontrast()", 1, "origin")).build());

        final InvalidInputException error = assertThrows(InvalidInputException.class, () -> crop("haar", SamplesWithoutFace.KEEP, 1, augmented));

        assertTrue(error.getMessage().contains("'copy' is an augmented one; crop a dataset before it is balanced"), error.getMessage());
    }

    @Test
    void testDamagedImageIsNamed() {
        final Sample damaged = new Sample("broken", ImageFormat.PNG, new byte[] {1, 2, 3}, SampleMetadata.builder(Expression.FEAR).build());

        final InvalidInputException error = assertThrows(InvalidInputException.class, () -> crop("haar", SamplesWithoutFace.KEEP, 2, damaged));

        assertTrue(error.getMessage().contains("'broken'"), error.getMessage());
    }

    private static double overlap(final Sample sample, final DrawnPhoto photo) {
        return sample.metadata().box().orElseThrow().intersectionOverUnion(photo.faces().getFirst().box());
    }

    private static Sample sample(final String key, final RgbImage image) throws InvalidInputException {
        return SampleEncoding.PNG.sample(key, image, SampleMetadata.builder(Expression.HAPPINESS).source("drawn"));
    }

    private DatasetCropper.Summary crop(final String detector, final SamplesWithoutFace withoutFace, final int threads, final Sample... samples) throws IOException {
        final byte[] dataset = TestSamples.dataset(List.of(samples));
        final CropSettings settings = new CropSettings(FaceSettings.of(FaceDetectorFactory.parse(detector)), 64, withoutFace, SampleEncoding.PNG, threads);
        withoutFaceOutput.reset();
        try (DatasetWriter writer = new DatasetWriter(output); DatasetWriter rest = new DatasetWriter(withoutFaceOutput)) {
            return DatasetCropper.crop(() -> new DatasetReader(new ByteArrayInputStream(dataset), "photos.tar"), writer, rest, settings, ProgressListener.NONE);
        }
    }
}
