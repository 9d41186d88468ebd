package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.dataset.crop.CropSettings;
import org.nififer.dataset.crop.CropSettings.SamplesWithoutFace;
import org.nififer.dataset.crop.DatasetCropper;
import org.nififer.dataset.merge.DatasetMerger;
import org.nififer.dataset.merge.MergeSettings;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;
import org.nififer.face.FaceDetectorFactory;
import org.nififer.face.FaceSettings;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The largest photos in a JVM in which one of them has room when it is decoded (150 MB), but not two.
 */
class LargePhotosTest {

    private static final int PHOTOS = 4;

    @TempDir
    private Path folder;

    @Test
    void testPhotosAreDecodedOneAtATimeWhereMemoryIsSmall() throws IOException, InterruptedException {
        final Path dataset = folder.resolve("photos.tar");
        final byte[] photo = ImageCodec.encodeJpeg(RgbImage.black(8000, 6200), 90);
        try (DatasetWriter writer = DatasetWriter.create(dataset)) {
            for (int number = 0; number < PHOTOS; number++) {
                writer.write(new Sample("photo" + number, ImageFormat.JPEG, photo, SampleMetadata.builder(Expression.FEAR).build()));
            }
        }

        final Path log = folder.resolve("log.txt");
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx288m", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), CropAndMerge.class.getName(), dataset.toString()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertTrue(process.waitFor(2, TimeUnit.MINUTES), "The other JVM did not end");
        } finally {
            process.destroyForcibly();
        }

        assertEquals(0, process.exitValue(), Files.readString(log));
    }

    /** What the other JVM does. */
    static final class CropAndMerge {

        private CropAndMerge() {
        }

        public static void main(final String[] arguments) throws IOException {
            final DatasetSource photos = () -> DatasetReader.open(Path.of(arguments[0]));
            try (DatasetWriter output = new DatasetWriter(OutputStream.nullOutputStream()); DatasetWriter rest = new DatasetWriter(OutputStream.nullOutputStream())) {
                final CropSettings settings = new CropSettings(FaceSettings.of(FaceDetectorFactory.parse("none")), 64, SamplesWithoutFace.KEEP, SampleEncoding.PNG, 2);
                assertEquals(PHOTOS, DatasetCropper.crop(photos, output, rest, settings, ProgressListener.NONE).written().total());
            }

            try (DatasetWriter output = new DatasetWriter(OutputStream.nullOutputStream())) {
                final MergeSettings settings = new MergeSettings(OptionalInt.of(2), ConflictPolicy.KEEP_FIRST);
                assertEquals(PHOTOS - 1, DatasetMerger.merge(List.of(new DatasetMerger.Input("photos", photos)), output, settings, dropped -> {
                }, ProgressListener.NONE).exact());
            }
        }
    }
}
