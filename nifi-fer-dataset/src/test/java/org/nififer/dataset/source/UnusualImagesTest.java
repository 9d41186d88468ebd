package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.nififer.archive.ArchiveLimits;
import org.nififer.common.RgbImage;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.image.EncodedImages;
import org.nififer.image.ImageCodec;
import org.opencv.core.CvType;
import org.opencv.core.Scalar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class UnusualImagesTest {

    private static final Scalar COLOUR = new Scalar(40, 80, 120, 255);

    @Test
    void testEveryDecodableImageBecomesRgb() throws IOException {
        final List<Map.Entry<String, byte[]>> images = new ArrayList<>();
        images.add(Map.entry("happy/one pixel.png", EncodedImages.encode(".png", RgbImage.black(1, 1))));
        images.add(Map.entry("happy/grey.png", EncodedImages.plain(".png", CvType.CV_8UC1, COLOUR)));
        images.add(Map.entry("happy/alpha.png", EncodedImages.plain(".png", CvType.CV_8UC4, COLOUR)));
        images.add(Map.entry("happy/sixteen bit.png", EncodedImages.plain(".png", CvType.CV_16UC3, new Scalar(10_240, 20_480, 30_720))));
        images.add(Map.entry("happy/photo.tiff", EncodedImages.plain(".tiff", CvType.CV_8UC3, COLOUR)));
        images.add(Map.entry("happy/wrong name.jpg", EncodedImages.plain(".bmp", CvType.CV_8UC3, COLOUR)));
        final byte[] jpeg = EncodedImages.encode(".jpg", EncodedImages.redAndBlue(40, 20));
        images.add(Map.entry("happy/turned.jpg", EncodedImages.withOrientation(jpeg, 6)));

        final List<Sample> samples = new NormalizerRun().add("faces.zip", NormalizerRun.zip(images)).samples(7);

        assertEquals(7, samples.size());
        for (final Sample sample : samples) {
            assertEquals(ImageFormat.PNG, sample.format());
            ImageCodec.decode(sample.image(), sample.key());
        }

        final RgbImage turned = ImageCodec.decode(samples.getLast().image(), "turned");
        assertEquals(List.of(20, 40), List.of(turned.width(), turned.height()));
    }

    @Test
    void testWhatCannotBeDecodedIsInvalid() throws IOException {
        final byte[] jpeg = EncodedImages.encode(".jpg", EncodedImages.redAndBlue(40, 20));
        final NormalizerRun run = new NormalizerRun().add("faces.zip", NormalizerRun.zip(List.of(
                Map.entry("happy/large.png", EncodedImages.pngAnnouncing(30_000, 30_000)),
                Map.entry("happy/large.jpg", EncodedImages.jpegAnnouncing(30_000, 30_000)),
                Map.entry("happy/cut.jpg", EncodedImages.truncated(jpeg, 0.5)),
                Map.entry("happy/animated.gif", "GIF89a\1\0\1\0\0\0\0;".getBytes(StandardCharsets.ISO_8859_1)),
                Map.entry("happy/empty.png", new byte[0]),
                Map.entry("happy/text.png", "<html>not found</html>".getBytes(StandardCharsets.UTF_8)),
                Map.entry("happy/good.jpg", jpeg))));

        assertEquals(1, run.samples(7).size());
        assertEquals(List.of("image", "image", "image", "image", "image", "image"), run.invalid().stream().map(InvalidEntry::what).toList());
        assertTrue(run.invalid().get(0).why().contains("30000 x 30000 pixels"), run.invalid().get(0).why());
        assertTrue(run.invalid().get(3).why().contains("GIF"), run.invalid().get(3).why());
    }

    @Test
    void testWhatCannotBeEncodedIsInvalid() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("happy/good.png", EncodedImages.encode(".png", EncodedImages.redAndBlue(40, 20))),
                Map.entry("happy/long.png", EncodedImages.encode(".png", RgbImage.black(70_000, 10)))));
        final NormalizeSettings settings = new NormalizeSettings(SourceFormat.AUTO, Optional.empty(), RowsWithoutMajority.DROP, 3, false,
                new SampleEncoding(ImageFormat.JPEG, 90, OptionalInt.empty()), 1, ArchiveLimits.DEFAULT);

        final NormalizerRun run = new NormalizerRun(settings).add("faces.zip", zip);

        assertEquals(1, run.samples(2).size());
        assertEquals("faces.zip, happy/long.png", run.invalid().getFirst().where());
        assertEquals("image", run.invalid().getFirst().what());
        assertTrue(run.invalid().getFirst().why().contains("70000 x 10 pixels does not fit a .jpg file"), run.invalid().getFirst().why());
    }

    @Test
    void testCmyk() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("happy/adobe.jpg", EncodedImages.cmyk(true, 200, 100, 50, 255)),
                Map.entry("happy/undefined.jpg", EncodedImages.cmyk(false, 200, 100, 50, 255))));

        final NormalizerRun run = new NormalizerRun().add("faces.zip", zip);

        final RgbImage image = ImageCodec.decode(run.samples(2).getFirst().image(), "image");
        assertEquals(200, image.value(16, 16, 0), 3);
        assertEquals(100, image.value(16, 16, 1), 3);
        assertEquals(50, image.value(16, 16, 2), 3);
        assertEquals("faces.zip, happy/undefined.jpg", run.invalid().getFirst().where());
        assertTrue(run.invalid().getFirst().why().contains("CMYK"), run.invalid().getFirst().why());
    }

    @Test
    void testEncodingThatWasAskedFor() throws IOException {
        final byte[] zip = NormalizerRun.zip(List.of(Map.entry("train/happy/a.png", EncodedImages.encode(".png", EncodedImages.redAndBlue(40, 20)))));
        final NormalizeSettings settings = new NormalizeSettings(SourceFormat.AUTO, Optional.empty(), RowsWithoutMajority.DROP, 3, false,
                new SampleEncoding(ImageFormat.JPEG, 90, OptionalInt.of(32)), 1, ArchiveLimits.DEFAULT);

        final Sample sample = new NormalizerRun(settings).add("faces.zip", zip).samples(1).getFirst();

        assertEquals(ImageFormat.JPEG, sample.format());
        final RgbImage image = ImageCodec.decode(sample.image(), "image");
        assertEquals(List.of(32, 32), List.of(image.width(), image.height()));
        assertTrue(sample.metadata().split().isEmpty());
        assertTrue(sample.metadata().perceptualHash().isPresent());
    }
}
