package org.nififer.benchmarks.dataset;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.nififer.core.Expression;
import org.nififer.core.dataset.OrderedExecutor;
import org.nififer.core.dataset.ProgressListener;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.image.ImageCodec;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A tar of drawn faces in class folders, as large as one likes.
 */
final class DrawnArchive {

    private static final int SIZE = 48;
    /** Expressions are as unequal as in the wild: the first is eight times as frequent as the last. */
    private static final int WEIGHTS = 36;

    private DrawnArchive() {
    }

    /** Draws faces of 48 x 48 pixels, ten of each subject; no two are the same. */
    static void write(final Path file, final long samples, final ProgressListener progress) throws IOException {
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
                executor.submit(SIZE * SIZE, () -> draw(number));
            }

            executor.finish();
        }
    }

    private static Drawing draw(final long number) {
        final Expression expression = expression((int) (number % WEIGHTS));
        final byte[] png = ImageCodec.encodePng(DrawnFaces.face(expression, number / 10, (int) (number % 10), SIZE));
        return new Drawing("faces/%s/%08d.png".formatted(expression.label(), number), png);
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
