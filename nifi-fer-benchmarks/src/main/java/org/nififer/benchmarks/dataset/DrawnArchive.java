package org.nififer.benchmarks.dataset;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.image.ImageResizer;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A tar of drawn faces in class folders, as large as one likes.
 */
final class DrawnArchive {

    private static final int SIZE = 48;
    /** In each direction: of about the frequencies that a perceptual hash looks at. */
    private static final int SPOTS = 8;
    /** Expressions are as unequal as in the wild: the first is eight times as frequent as the last. */
    private static final int WEIGHTS = 36;
    private static final int FACES_PER_WEIGHT = 50;

    private DrawnArchive() {
    }

    /** Writes faces of 48 x 48 pixels: a few drawn ones, each over and over again in another light, so that no two are the same. */
    static void write(final Path file, final long samples, final ProgressListener progress) throws IOException {
        final List<RgbImage> faces = IntStream.range(0, WEIGHTS * FACES_PER_WEIGHT).parallel()
                .mapToObj(number -> DrawnFaces.face(expression(number % WEIGHTS), number, SIZE)).toList();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
             OrderedExecutor<Drawing> executor = new OrderedExecutor<>(Runtime.getRuntime().availableProcessors(), drawing -> {
                 final TarArchiveEntry entry = new TarArchiveEntry(drawing.name());
                 entry.setSize(drawing.png().length);
                 tar.putArchiveEntry(entry);
                 tar.write(drawing.png());
                 tar.closeArchiveEntry();
                 progress.sampleDone();
             })) {
            for (long sample = 0; sample < samples; sample++) {
                final long number = sample;
                executor.submit(SIZE * SIZE, () -> draw(faces, number));
            }

            executor.finish();
        }
    }

    private static Drawing draw(final List<RgbImage> faces, final long number) {
        final Expression expression = expression((int) (number % WEIGHTS));
        final byte[] png = ImageCodec.encodePng(shaded(faces.get((int) (number % faces.size())), new SplittableRandom(number)));
        return new Drawing(String.format(Locale.ROOT, "faces/%s/%08d.png", expression.label(), number), png);
    }

    /**
     * The mean of a face and of soft spots of chance. A million drawn faces are more alike than photos of a million people: without the spots nearly all of them would be
     * near-duplicates of one another.
     */
    private static RgbImage shaded(final RgbImage face, final SplittableRandom random) {
        final RgbImage spots = RgbImage.black(SPOTS, SPOTS);
        random.nextBytes(spots.pixels());
        final byte[] pixels = ImageResizer.resize(spots, SIZE, SIZE).pixels();
        for (int place = 0; place < pixels.length; place++) {
            pixels[place] = (byte) ((Byte.toUnsignedInt(pixels[place]) + Byte.toUnsignedInt(face.pixels()[place])) / 2);
        }

        return new RgbImage(SIZE, SIZE, pixels);
    }

    private static Expression expression(final int remainder) {
        int id = 0;
        int bound = Expression.all().size();
        while (remainder >= bound) {
            id++;
            bound += Expression.all().size() - id;
        }

        return Expression.ofId(id);
    }

    private record Drawing(String name, byte[] png) {
    }
}
