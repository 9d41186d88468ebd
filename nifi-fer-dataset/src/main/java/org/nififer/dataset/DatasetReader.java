package org.nififer.dataset;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.nififer.archive.TarInput;
import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a dataset sample by sample, holding one at a time. Image and JSON of a sample may come in either order but follow each other;
 * entries that are neither, such as the {@code .txt} or {@code .cls} of other WebDataset files, are {@linkplain #others() counted}. As in WebDataset the key of a sample ends
 * at the first point of its file's name: an image of which no sample is made so, such as {@code 22.05.png}, is an error. Not thread-safe.
 *
 * <p>Every {@link InvalidInputException} names the file and the key, what is wrong and what would be right.
 */
public final class DatasetReader implements Closeable {

    private static final int TAR_MAGIC_OFFSET = 257;
    /** What an old or truncated tar may look like. */
    private static final Set<FileKind> UNSURE = EnumSet.of(FileKind.TAR, FileKind.TEXT, FileKind.UTF_16_TEXT, FileKind.EMPTY, FileKind.UNKNOWN);
    private static final long MAXIMUM_METADATA_BYTES = 1L << 20;
    private static final int NAMED_OTHERS = 5;

    private final String name;
    private final BufferedInputStream buffered;
    private final TarInput tar;
    private final HashNumbers keys = new HashNumbers();
    private final List<String> namedOthers = new ArrayList<>();
    private long others;
    private boolean begun;
    private Part pending;
    private long imageOffset;

    /**
     * Reads from a stream, which is closed together with this.
     *
     * @param name what error messages call the dataset
     */
    public DatasetReader(final InputStream input, final String name) {
        this.name = name;
        buffered = new BufferedInputStream(input, 1 << 16);
        tar = new TarInput(buffered, name);
    }

    /** Reads a file. */
    public static DatasetReader open(final Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is not a file; expected a dataset (tar)", file));
        }

        return new DatasetReader(Files.newInputStream(file), file.toString());
    }

    /** What error messages call the dataset. */
    public String name() {
        return name;
    }

    /**
     * The next sample, or null at the end.
     *
     * @throws InvalidInputException where the dataset is truncated or a sample is incomplete, contradicts itself or occurs twice
     */
    public Sample read() throws IOException {
        if (!begun) {
            begun = true;
            requireNoOtherKind();
        }

        final Part first = pending == null ? nextPart() : pending;
        pending = null;
        if (first == null) {
            return null;
        }

        final Part second = nextPart();
        if (second == null || !second.key().equals(first.key())) {
            throw invalid("Sample '%s' has %s but no %s beside it; image and JSON must follow each other (tar --sort=name)", first.key(),
                    first.describe(), first.format().isPresent() ? "JSON" : "image");
        }

        if (second.format().isPresent() == first.format().isPresent()) {
            throw invalid("Sample '%s' has both %s and %s; expected one image and one JSON", first.key(), first.describe(), second.describe());
        }

        if (!keys.add(Sha256.prefix(first.key()))) {
            throw invalid("Sample '%s' occurs twice; each sample needs a key of its own", first.key());
        }

        final Part image = first.format().isPresent() ? first : second;
        final Part json = first.format().isPresent() ? second : first;
        imageOffset = image.offset();
        return sample(image, json);
    }

    /** A zip, a web page and the like are called by their names; what looks like nothing else is read as a tar. */
    private void requireNoOtherKind() throws IOException {
        buffered.mark(FileKind.HEAD_BYTES);
        final byte[] head = buffered.readNBytes(FileKind.HEAD_BYTES);
        buffered.reset();
        final boolean isTar = new String(head, StandardCharsets.ISO_8859_1).startsWith("ustar", TAR_MAGIC_OFFSET);
        final FileKind kind = FileKind.of(head);
        if (!isTar && !UNSURE.contains(kind)) {
            throw new InvalidInputException(Code.INVALID_DATASET, kind.refusal(name, "a dataset (tar), which normalize makes of other files"));
        }
    }

    private Sample sample(final Part image, final Part json) throws InvalidInputException {
        final SampleMetadata metadata = SampleMetadataJson.read(json.content(), String.format(Locale.ROOT, "%s, %s.json", name, json.key()));
        final String actual = Sha256.hex(image.content());
        final String expected = metadata.sha256().orElse(actual);
        if (!expected.equals(actual)) {
            throw invalid("The image of sample '%s' has SHA-256 %s, but its JSON says %s; one of the two was changed", image.key(), actual, expected);
        }

        return new Sample(image.key(), image.format().orElseThrow(), image.content(), metadata.toBuilder().sha256(actual).build());
    }

    /** The next image or JSON, or null at the end. */
    private Part nextPart() throws IOException {
        for (TarArchiveEntry entry = tar.nextEntry(); entry != null; entry = tar.nextEntry()) {
            final Optional<Part> part = part(entry);
            if (part.isPresent()) {
                return part.get();
            }
        }

        return null;
    }

    private Optional<Part> part(final TarArchiveEntry entry) throws IOException {
        // Read here, before the content moves it on.
        final long offset = tar.position();
        final String path = entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
        final int nameStart = path.lastIndexOf('/') + 1;
        final int dot = path.indexOf('.', nameStart);
        if (!entry.isFile()) {
            return Optional.empty();
        }

        final String key = dot > nameStart ? path.substring(0, dot) : "";
        final String extension = dot > nameStart ? path.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
        final Optional<ImageFormat> format = ImageFormat.ofExtension(extension);
        if (format.isEmpty() && !"json".equals(extension)) {
            addOther(path, key, extension);
            return Optional.empty();
        }

        final long limit = format.isPresent() ? Sample.MAXIMUM_IMAGE_BYTES : MAXIMUM_METADATA_BYTES;
        if (entry.getSize() > limit) {
            throw invalid("%s has %d bytes; at most %d are allowed", path, entry.getSize(), limit);
        }

        return Optional.of(new Part(key, extension, format, tar.readNBytes((int) entry.getSize()), offset));
    }

    private void addOther(final String path, final String key, final String extension) throws IOException {
        final FileKind kind = FileKind.of(tar.readNBytes(FileKind.HEAD_BYTES));
        if (kind.isImage() || extension.endsWith(".json")) {
            throw invalid("%s is %s that belongs to no sample: a key ends at the first point of a name, so that this is '%s' of the key '%s'. "
                    + "Expected KEY.png or KEY.jpg beside KEY.json; rename it, such as %s",
                    path, kind.description(), extension, key, path.substring(path.lastIndexOf('/') + 1).replaceAll("\\.(?=.*\\.)", "_"));
        }

        others++;
        if (namedOthers.size() < NAMED_OTHERS) {
            namedOthers.add(path);
        }
    }

    /** The files of the tar so far that are neither image nor JSON of a sample, and are read over. */
    public Others others() {
        return new Others(others, List.copyOf(namedOthers));
    }

    /**
     * Files that are no part of a sample.
     *
     * @param count how many there are
     * @param names the first of them
     */
    public record Others(long count, List<String> names) {
    }

    /** Where in the file the image of the sample read last begins. */
    long imageOffset() {
        return imageOffset;
    }

    private InvalidInputException invalid(final String format, final Object... arguments) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s: %s", name, String.format(Locale.ROOT, format, arguments)));
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** One entry of a sample; the format is empty for the JSON. */
    private record Part(String key, String extension, Optional<ImageFormat> format, byte[] content, long offset) {

        private String describe() {
            return String.format(Locale.ROOT, "%s.%s", key.substring(key.lastIndexOf('/') + 1), extension);
        }
    }
}
