package org.nififer.trainer;

import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes data sets of drawn faces, each split with subjects of its own.
 */
public final class DrawnDataset {

    private static final int SIDE = 48;

    private DrawnDataset() {
    }

    /**
     * One sample of each expression for each subject.
     *
     * @param subjects how many there are in each split
     */
    public static Path write(final Path file, final List<Expression> expressions, final Map<Split, Integer> subjects) throws IOException {
        return write(file, expressions, subjects, Map.of());
    }

    /**
     * The same, and after them one unlabelled sample of each expression for each of further subjects.
     *
     * @param unlabelled how many of these there are in each split
     */
    public static Path write(final Path file, final List<Expression> expressions, final Map<Split, Integer> subjects, final Map<Split, Integer> unlabelled) throws IOException {
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            for (final Map.Entry<Split, Integer> split : subjects.entrySet()) {
                write(writer, expressions, split.getKey(), 0, split.getValue(), true);
            }

            for (final Map.Entry<Split, Integer> split : unlabelled.entrySet()) {
                write(writer, expressions, split.getKey(), subjects.getOrDefault(split.getKey(), 0), split.getValue(), false);
            }
        }

        return file;
    }

    private static void write(final DatasetWriter writer, final List<Expression> expressions, final Split split, final int first, final int subjects, final boolean labelled)
            throws IOException {
        for (int number = first; number < first + subjects; number++) {
            final long subject = split.ordinal() * 10_000L + number;
            for (final Expression expression : expressions) {
                final byte[] image = ImageCodec.encodePng(DrawnFaces.face(expression, subject, subject * 10 + expression.id(), SIDE));
                final SampleMetadata.Builder metadata = labelled ? SampleMetadata.builder(expression) : SampleMetadata.unlabelled();
                writer.write(new Sample(String.format(Locale.ROOT, "%d_%s", subject, expression.label()), ImageFormat.PNG, image,
                        metadata.split(split).subject(Long.toString(subject)).sha256(Sha256.hex(image)).build()));
            }
        }
    }
}
