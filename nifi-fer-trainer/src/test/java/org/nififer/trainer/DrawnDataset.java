package org.nififer.trainer;

import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetWriter;
import org.nififer.core.dataset.ImageFormat;
import org.nififer.core.dataset.Sample;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Sha256;
import org.nififer.core.dataset.Split;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
        try (DatasetWriter writer = DatasetWriter.create(file)) {
            for (final Map.Entry<Split, Integer> split : subjects.entrySet()) {
                for (int number = 0; number < split.getValue(); number++) {
                    final long subject = split.getKey().ordinal() * 10_000L + number;
                    for (final Expression expression : expressions) {
                        final byte[] image = ImageCodec.encodePng(DrawnFaces.face(expression, subject, subject * 10 + expression.id(), SIDE));
                        writer.write(new Sample("%d_%s".formatted(subject, expression.label()), ImageFormat.PNG, image,
                                SampleMetadata.builder(expression).split(split.getKey()).subject(Long.toString(subject)).sha256(Sha256.hex(image)).build()));
                    }
                }
            }
        }

        return file;
    }
}
