package org.nififer.dataset.source;

import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.nififer.archive.ArchiveLimits;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.TestSamples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Normalises sources in memory and keeps everything that came out.
 */
final class NormalizerRun {

    private final List<InvalidEntry> invalid = new ArrayList<>();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final DatasetWriter writer = new DatasetWriter(output);
    private final DatasetNormalizer normalizer;

    NormalizerRun() {
        this(NormalizeSettings.DEFAULT);
    }

    NormalizerRun(final NormalizeSettings settings) {
        normalizer = new DatasetNormalizer(writer, invalid::add, ProgressListener.NONE, settings);
    }

    /** The default settings but for the format. */
    static NormalizeSettings format(final SourceFormat format) {
        return new NormalizeSettings(format, Optional.empty(), RowsWithoutMajority.DROP, NormalizeSettings.DEFAULT_LABELLED_FRAMES, true, SampleEncoding.PNG, 2,
                ArchiveLimits.DEFAULT);
    }

    /** The default settings but for whose numbers the labels are. */
    static NormalizeSettings numbering(final Numbering numbering) {
        return new NormalizeSettings(SourceFormat.AUTO, Optional.of(numbering), RowsWithoutMajority.DROP, NormalizeSettings.DEFAULT_LABELLED_FRAMES, true, SampleEncoding.PNG, 2,
                ArchiveLimits.DEFAULT);
    }

    /** The default settings but for the limits. */
    static NormalizeSettings limits(final ArchiveLimits limits) {
        return new NormalizeSettings(SourceFormat.AUTO, Optional.empty(), RowsWithoutMajority.DROP, NormalizeSettings.DEFAULT_LABELLED_FRAMES, true, SampleEncoding.PNG, 2, limits);
    }

    NormalizerRun add(final String name, final byte[] content) throws IOException {
        return add(input(name, content));
    }

    NormalizerRun add(final SourceInput input) throws IOException {
        normalizer.add(input);
        return this;
    }

    NormalizerRun add(final SourceInput input, final SourceInput annotations) throws IOException {
        normalizer.add(input, annotations);
        return this;
    }

    static SourceInput input(final String name, final byte[] content) {
        return SourceInput.ofStream(name, () -> new ByteArrayInputStream(content), content.length);
    }

    List<InvalidEntry> invalid() {
        return invalid;
    }

    DatasetNormalizer.Summary summary() {
        return normalizer.summary();
    }

    List<Sample> samples() throws IOException {
        writer.close();
        return TestSamples.read(output.toByteArray());
    }

    /** All samples, after a check that nothing is lost: what was read is what was written and what was reported. */
    List<Sample> samples(final int expectedRead) throws IOException {
        final List<Sample> samples = samples();
        assertEquals(expectedRead, samples.size() + invalid.size(), () -> invalid.toString());
        assertEquals(expectedRead, summary().read());
        assertEquals(invalid.size(), summary().invalid());
        assertEquals(samples.size(), summary().written().total());
        return samples;
    }

    static byte[] bzip2(final byte[] content) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(packed)) {
            bzip2.write(content);
        }

        return packed.toByteArray();
    }

    static byte[] xz(final byte[] content) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (XZCompressorOutputStream xz = new XZCompressorOutputStream(packed)) {
            xz.write(content);
        }

        return packed.toByteArray();
    }

    static byte[] gzip(final byte[] content) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }

        return packed.toByteArray();
    }

    static byte[] zip(final List<Map.Entry<String, byte[]>> entries) throws IOException {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(content, StandardCharsets.UTF_8)) {
            for (final Map.Entry<String, byte[]> entry : entries) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }

        return content.toByteArray();
    }

    /** As programs write it that know the sizes beforehand, so that a reader can step over an entry. */
    static byte[] zipWithSizes(final List<Map.Entry<String, byte[]>> entries) throws IOException {
        final Path file = Files.createTempFile("sizes", ".zip");
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            zip.setUseZip64(Zip64Mode.Never);
            for (final Map.Entry<String, byte[]> entry : entries) {
                zip.putArchiveEntry(new ZipArchiveEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeArchiveEntry();
            }
        }

        try {
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }
}
