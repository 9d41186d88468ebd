package org.nififer.dataset;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes a dataset: a tar with {@code <key>.png|jpg} and {@code <key>.json} side by side, as WebDataset reads it. The same samples
 * in the same order give the same bytes. Not thread-safe.
 */
public final class DatasetWriter implements SampleOutput, Closeable {

    private static final int READABLE_FILE = TarArchiveEntry.DEFAULT_FILE_MODE;

    private final TarArchiveOutputStream tar;
    private final HashNumbers keys;
    private long count;

    /**
     * Writes to a stream, which is closed together with this.
     */
    public DatasetWriter(final OutputStream output) {
        this(output, new HashNumbers());
    }

    /**
     * Writes one of several datasets whose keys differ.
     *
     * @param keys of all of them so far
     */
    DatasetWriter(final OutputStream output, final HashNumbers keys) {
        this.keys = keys;
        tar = new TarArchiveOutputStream(new BufferedOutputStream(output, 1 << 16), StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** Writes a new file; one that exists is replaced. */
    public static DatasetWriter create(final Path file) throws IOException {
        return new DatasetWriter(Files.newOutputStream(file));
    }

    /**
     * Appends a sample. Its SHA-256 is set where the metadata does not have it yet.
     *
     * @throws InvalidInputException for a key that is not valid ({@link SampleKeys}) or was written before, or an image larger than {@link Sample#MAXIMUM_IMAGE_BYTES}
     */
    public void write(final Sample sample) throws IOException {
        requireValid(sample);
        if (!reserve(sample.key())) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "The key '%s' occurs twice; each sample of a dataset needs its own", sample.key()));
        }

        append(sample);
    }

    /**
     * Appends a sample under its own key or, where that is taken, under the key followed by a number that makes it free.
     *
     * @return the key it was written under
     * @throws InvalidInputException for a key that is not valid, or an image larger than {@link Sample#MAXIMUM_IMAGE_BYTES}
     */
    @Override
    public String writeUnderFreeKey(final Sample sample) throws IOException {
        requireValid(sample);
        String key = sample.key();
        long number = count;
        while (!reserve(key)) {
            number++;
            key = String.format(Locale.ROOT, "%s-%d", sample.key(), number);
        }

        append(new Sample(key, sample.format(), sample.image(), sample.metadata()));
        return key;
    }

    private static void requireValid(final Sample sample) throws InvalidInputException {
        final Optional<String> problem = SampleKeys.problem(sample.key());
        if (problem.isPresent()) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "The key '%s' %s", sample.key(), problem.get()));
        }

        Sample.requireSize(sample.key(), sample.image());
    }

    private boolean reserve(final String key) {
        return keys.add(Sha256.prefix(key));
    }

    private void append(final Sample sample) throws IOException {
        final SampleMetadata metadata = sample.metadata().sha256().isPresent() ? sample.metadata()
                : sample.metadata().toBuilder().sha256(Sha256.hex(sample.image())).build();
        append(sample.key() + "." + sample.format().extension(), sample.image());
        append(sample.key() + ".json", SampleMetadataJson.write(metadata));
        count++;
    }

    private void append(final String name, final byte[] content) throws IOException {
        final TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL);
        entry.setSize(content.length);
        // Nothing of the machine or the moment goes into the file.
        entry.setLastModifiedTime(FileTime.fromMillis(0));
        entry.setMode(READABLE_FILE);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** How many samples were written. */
    public long count() {
        return count;
    }

    /** Completes the tar and closes the stream. */
    @Override
    public void close() throws IOException {
        tar.close();
    }
}
