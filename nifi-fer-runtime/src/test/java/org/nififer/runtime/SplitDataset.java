package org.nififer.runtime;

import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * A dataset of drawn faces that is ready for training.
 */
final class SplitDataset {
    private static final int SIDE = 48;

    private SplitDataset() {
    }

    /** Writes a tar in which so many people show every expression once in each split. */
    static void write(final Path tar, final Map<Split, Integer> people) throws IOException {
        try (DatasetWriter writer = new DatasetWriter(new BufferedOutputStream(Files.newOutputStream(tar)))) {
            for (final Split split : Split.values()) {
                for (int person = 0; person < people.getOrDefault(split, 0); person++) {
                    for (final Expression expression : Expression.all()) {
                        final byte[] image = ImageCodec.encodePng(DrawnFaces.face(expression, 100L * split.ordinal() + person, SIDE));
                        writer.write(new Sample(String.format(Locale.ROOT, "%s_%d_%s", split.label(), person, expression.label()), ImageFormat.PNG, image,
                                SampleMetadata.builder(expression).split(split).sha256(Sha256.hex(image)).build()));
                    }
                }
            }
        }
    }
}
