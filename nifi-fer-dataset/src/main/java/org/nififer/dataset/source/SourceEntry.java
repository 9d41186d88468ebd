package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of a source. Its content is opened when it is asked for, read before the next entry is asked for, and closed by who gave
 * the entry.
 */
final class SourceEntry {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private final String path;
    private final int depth;
    private final String where;
    private final boolean rejected;
    private final Content content;
    private String problem;
    private TableHead tableHead;
    private boolean annotation;

    private SourceEntry(final String path, final int depth, final String where, final String problem, final boolean rejected, final Content content) {
        this.path = path;
        this.depth = depth;
        this.where = where;
        this.problem = problem;
        this.rejected = rejected;
        this.content = content;
    }

    /**
     * An entry as an archive or folder names it; one whose name leads out of the folder is rejected, although nothing is ever
     * written there.
     */
    static SourceEntry of(final String name, final StreamSource source) {
        final String path = cleaned(name);
        if (path.startsWith("/") || DRIVE.matcher(path).matches() || ("/" + path + "/").contains("/../")) {
            return rejected(name, "The name leads out of the folder; expected a relative path without '..'");
        }

        return new SourceEntry(path, 0, path, null, false, new Content(source));
    }

    /** The file that is the whole input. */
    static SourceEntry ofWhole(final String name, final StreamSource source) {
        return new SourceEntry(cleaned(name.replaceAll("[/\\\\]", "_")), 0, "", null, false, new Content(source));
    }

    /** An entry that is invalid where it should be a sample, and ignored where it would be anyway. */
    static SourceEntry unreadable(final String name, final String problem) {
        final SourceEntry entry = of(name, InputStream::nullInputStream);
        return entry.rejected ? entry : new SourceEntry(entry.path, 0, entry.where, problem, false, entry.content);
    }

    /** An entry that is invalid whatever it should be. */
    static SourceEntry rejected(final String name, final String problem) {
        final String path = cleaned(name);
        return new SourceEntry(path, 0, path, problem, true, new Content(InputStream::nullInputStream));
    }

    private static String cleaned(final String name) {
        final String path = name.replace('\\', '/').replaceAll("\\p{Cntrl}", " ").replaceAll("(?<=^|/)(\\./)+", "");
        return path.isEmpty() ? "unnamed" : path;
    }

    /** This entry as one of an archive that is itself an entry. */
    SourceEntry inArchive(final SourceEntry archive) {
        return new SourceEntry(archive.path + "/" + path, archive.depth + depth + 1, archive.path + "/" + path, problem, rejected, content);
    }

    /** This entry as one of an input, which may be that of the annotations. */
    SourceEntry inInput(final String inputName, final boolean isAnnotation) {
        final SourceEntry entry = new SourceEntry(path, depth, where.isEmpty() ? inputName : inputName + ", " + where, problem, rejected, content);
        entry.annotation = isAnnotation;
        return entry;
    }

    /** Whether it comes from what the operator named as annotations. */
    boolean isAnnotation() {
        return annotation;
    }

    /** With slashes, as the source names it; a label only, nothing is ever written there. */
    String path() {
        return path;
    }

    /** The last part of the path. */
    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** In how many archives of the input's own archive or folder it lies: 0 directly there. */
    int depth() {
        return depth;
    }

    /** The input and the entry, for messages. */
    String where() {
        return where;
    }

    /** Why the content cannot be read; empty where it can. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether it is to be reported whatever it is. */
    boolean isRejected() {
        return rejected;
    }

    InputStream content() throws IOException {
        return content.open();
    }

    /** The first bytes, at most as many as asked for, without taking them from the content. */
    byte[] head(final int length) throws IOException {
        final InputStream input = content();
        input.mark(length);
        final byte[] head = input.readNBytes(length);
        input.reset();
        return head;
    }

    /** How the content begins, without taking anything from it; without lines where it cannot be read, which is a problem of the entry then. */
    TableHead tableHead() throws IOException {
        if (tableHead == null) {
            tableHead = readTableHead();
        }

        return tableHead;
    }

    private TableHead readTableHead() throws IOException {
        if (problem != null) {
            return TableHead.of(new byte[0]);
        }

        try {
            return TableHead.of(head(TableHead.BYTES));
        } catch (final DamagedEntryException e) {
            problem = e.getMessage();
            return TableHead.of(new byte[0]);
        }
    }

    /**
     * All of an image file.
     *
     * @throws InvalidSampleException where this entry is damaged, or too large for an image
     */
    byte[] readImage() throws IOException, InvalidSampleException {
        return read(Sample.MAXIMUM_IMAGE_BYTES, "image");
    }

    /**
     * The whole content.
     *
     * @param limit the bytes that it may have
     * @param what  the part that is wrong where it has more
     */
    byte[] read(final int limit, final String what) throws IOException, InvalidSampleException {
        if (problem != null) {
            throw new InvalidSampleException("entry", problem);
        }

        final byte[] bytes;
        try {
            bytes = content().readNBytes(limit + 1);
        } catch (final DamagedEntryException e) {
            throw new InvalidSampleException("entry", e.getMessage(), e);
        } catch (final InvalidInputException e) {
            if (depth == 0) {
                throw e;
            }

            throw new InvalidSampleException("entry", e.getMessage(), e);
        }

        if (bytes.length > limit) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "More than %d bytes, the limit here", limit));
        }

        return bytes;
    }

    /** Opened once, whoever asks first: a stream of an archive cannot be opened again. */
    private static final class Content {

        private final StreamSource source;
        private InputStream stream;

        private Content(final StreamSource source) {
            this.source = source;
        }

        private InputStream open() throws IOException {
            if (stream == null) {
                stream = new BufferedInputStream(source.open(), TableHead.BYTES);
            }

            return stream;
        }
    }
}
