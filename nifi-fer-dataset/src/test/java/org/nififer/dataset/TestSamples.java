package org.nififer.dataset;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Small datasets in memory for the tests.
 */
public final class TestSamples {

    private TestSamples() {
    }

    /** The PNG of 8 x 8 pixels of noise; equal seeds give equal images. */
    public static byte[] png(final long seed) {
        final byte[] pixels = new byte[8 * 8 * RgbImage.CHANNELS];
        new Random(seed).nextBytes(pixels);
        return ImageCodec.encodePng(new RgbImage(8, 8, pixels));
    }

    /** A sample without split and subject. */
    public static Sample sample(final String key, final Expression expression, final long seed) {
        return new Sample(key, ImageFormat.PNG, png(seed), SampleMetadata.builder(expression).source("test").build());
    }

    /** A sample without label, split and subject. */
    public static Sample unlabelled(final String key, final long seed) {
        return new Sample(key, ImageFormat.PNG, png(seed), SampleMetadata.unlabelled().source("test").build());
    }

    /** A dataset file of these samples. */
    public static byte[] dataset(final List<Sample> samples) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (DatasetWriter writer = new DatasetWriter(output)) {
            for (final Sample sample : samples) {
                writer.write(sample);
            }
        }

        return output.toByteArray();
    }

    /** All samples of a dataset file. */
    public static List<Sample> read(final byte[] dataset) throws IOException {
        final List<Sample> samples = new ArrayList<>();
        try (DatasetReader reader = new DatasetReader(new ByteArrayInputStream(dataset), "test.tar")) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                samples.add(sample);
            }
        }

        return samples;
    }

    /** A tar with these entries, whatever they hold. */
    public static byte[] tar(final List<Map.Entry<String, byte[]>> entries) throws IOException {
        final ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(output, StandardCharsets.UTF_8.name())) {
            for (final Map.Entry<String, byte[]> content : entries) {
                final TarArchiveEntry entry = new TarArchiveEntry(content.getKey());
                entry.setSize(content.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(content.getValue());
                tar.closeArchiveEntry();
            }
        }

        return output.toByteArray();
    }
}
