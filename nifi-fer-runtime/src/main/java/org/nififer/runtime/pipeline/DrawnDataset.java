package org.nififer.runtime.pipeline;

import org.nififer.common.Expression;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A dataset of drawn faces as people download datasets: a zip with one folder for each expression, whose images are named as
 * those of CK+, so that their subjects are known.
 *
 * @param subjects how many people, 1 to 999; each shows every expression once
 * @param side     width and height of the images, pixels
 */
public record DrawnDataset(int subjects, int side) {

    private static final int MOST_SUBJECTS = 999;

    public DrawnDataset {
        if (subjects < 1 || subjects > MOST_SUBJECTS) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "The names of CK+ number 1 to %d subjects, got %d", MOST_SUBJECTS, subjects));
        }
    }

    /** The path of an image in the zip. */
    public static String entryName(final Expression expression, final int subject) {
        return String.format(Locale.ROOT, "%s/S%03d_%03d_00000001.png", expression.label(), subject, expression.id() + 1);
    }

    /** Writes the zip. */
    public void write(final Path zip) throws IOException {
        write(zip, Map.of());
    }

    /**
     * Writes the zip with further entries, such as broken ones.
     *
     * @param further content by path
     */
    public void write(final Path zip, final Map<String, byte[]> further) throws IOException {
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(zip)); ZipOutputStream output = new ZipOutputStream(file, StandardCharsets.UTF_8)) {
            for (final Expression expression : Expression.all()) {
                for (int subject = 1; subject <= subjects; subject++) {
                    write(output, entryName(expression, subject), ImageCodec.encodePng(DrawnFaces.face(expression, subject, side)));
                }
            }

            for (final Map.Entry<String, byte[]> entry : further.entrySet()) {
                write(output, entry.getKey(), entry.getValue());
            }
        }
    }

    private static void write(final ZipOutputStream output, final String name, final byte[] content) throws IOException {
        output.putNextEntry(new ZipEntry(name));
        output.write(content);
        output.closeEntry();
    }
}
