package org.nififer.processors.common;

import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkParameters;
import org.nififer.network.SwinConfiguration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What the tests feed to processors: drawn faces in a zip, in a dataset and in a photo, and a model that knows nothing.
 */
public final class TestFiles {

    /** What the model sees. */
    public static final int MODEL_IMAGE_SIZE = 16;

    private static final int SIDE = 48;

    private TestFiles() {
    }

    /** A zip of class folders with the names of CK+48, and a broken image where asked for. */
    public static byte[] zip(final int subjects, final boolean withBrokenImage) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int subject = 0; subject < subjects; subject++) {
                for (final Expression expression : Expression.all()) {
                    put(zip, String.format(Locale.ROOT, "faces/%s/S%03d_001_%08d.png", expression.label(), subject, expression.id()), png(expression, subject));
                }
            }

            if (withBrokenImage) {
                put(zip, "faces/anger/S999_001_00000001.png", "not an image".getBytes(StandardCharsets.UTF_8));
            }
        }

        return bytes.toByteArray();
    }

    private static void put(final ZipOutputStream zip, final String name, final byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] png(final Expression expression, final int subject) {
        return ImageCodec.encodePng(DrawnFaces.face(expression, subject, subject * 100L + expression.id(), SIDE));
    }

    /** A dataset with one sample of each expression and split for each subject. */
    public static byte[] dataset(final int subjects, final Split... splits) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(bytes)) {
            for (final Split split : splits) {
                for (int subject = 0; subject < subjects; subject++) {
                    for (final Expression expression : Expression.all()) {
                        writer.write(sample(expression, split, subject, png(expression, split.ordinal() * subjects + subject)));
                    }
                }
            }
        }

        return bytes.toByteArray();
    }

    private static Sample sample(final Expression expression, final Split split, final int subject, final byte[] image) {
        return new Sample(String.format(Locale.ROOT, "%s_%d_%s", split.label(), subject, expression.label()), ImageFormat.PNG, image,
                SampleMetadata.builder(expression).split(split).sha256(Sha256.hex(image)).build());
    }

    /** A sample of a split. */
    public static Sample sample(final Expression expression, final Split split) {
        return sample(expression, split, 0, png(expression, 0));
    }

    /** A sample of train without a label. */
    public static Sample unlabelled(final int subject) {
        final byte[] image = png(Expression.FEAR, subject);
        return new Sample(String.format(Locale.ROOT, "unlabelled_%d", subject), ImageFormat.PNG, image,
                SampleMetadata.unlabelled().split(Split.TRAIN).sha256(Sha256.hex(image)).build());
    }

    /** A dataset of these samples. */
    public static byte[] dataset(final List<Sample> samples) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(output)) {
            for (final Sample sample : samples) {
                writer.write(sample);
            }
        }

        return output.toByteArray();
    }

    /** A drawn photo with a happy and a surprised face, as PNG. */
    public static byte[] photo() {
        return ImageCodec.encodePng(DrawnFaces.photo(1, 640, 400, List.of(Expression.HAPPINESS, Expression.SURPRISE)).image());
    }

    /** A drawn photo without people, as PNG. */
    public static byte[] photoWithoutFaces() {
        return ImageCodec.encodePng(DrawnFaces.photo(2, 320, 240, List.of()).image());
    }

    /** Writes a small untrained model; each seed makes another one. */
    public static void writeModel(final Path file, final long seed) throws IOException {
        writeModel(file, seed, Expression.all());
    }

    /** Writes a small untrained model of some expressions. */
    public static void writeModel(final Path file, final long seed, final List<Expression> expressions) throws IOException {
        final SwinConfiguration configuration = SwinConfiguration.builder().imageSize(MODEL_IMAGE_SIZE).patchSize(2).embeddingDimension(8).stages(List.of(1), List.of(2))
                .windowSize(4).mlpRatio(2).classes(expressions.size()).seReduction(4).build();
        try (NetworkParameters parameters = NetworkParameters.random(configuration, seed)) {
            ModelFile.write(file, ModelDescription.of(configuration, expressions.stream().map(Expression::label).toList(), Normalization.HALF), parameters);
        }
    }

    /** The id of a model file. */
    public static String modelId(final Path file) throws IOException {
        try (ModelFile model = ModelFile.open(file)) {
            return model.id();
        }
    }
}
