package org.nififer.dataset.source;

import org.nififer.archive.ArchiveEntry;
import org.nififer.archive.DamagedEntryException;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Sample;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * One file of a source: an image, a table, an annotation, or something else. It is read before the next one is asked for.
 */
final class SourceEntry {

    private final ArchiveEntry entry;
    private final String where;
    private final boolean annotation;
    private String problem;
    private TableHead tableHead;

    /**
     * An entry of an input.
     *
     * @param inputName  what messages call the input
     * @param annotation whether the operator named the input as annotations
     */
    SourceEntry(final ArchiveEntry entry, final String inputName, final boolean annotation) {
        this.entry = entry;
        this.where = entry.isWhole() ? inputName : inputName + ", " + entry.path();
        this.annotation = annotation;
        this.problem = entry.problem().orElse(null);
    }

    /** Whether it comes from what the operator named as annotations. */
    boolean isAnnotation() {
        return annotation;
    }

    /** With slashes, as the source names it. */
    String path() {
        return entry.path();
    }

    /** The last part of the path. */
    String fileName() {
        return entry.fileName();
    }

    /** In how many archives of the input's own archive or folder it lies: 0 directly there. */
    int depth() {
        return entry.depth();
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
        return entry.isRejected();
    }

    InputStream content() throws IOException {
        return entry.content();
    }

    /** The first bytes, at most as many as asked for, without taking them from the content. */
    byte[] head(final int length) throws IOException {
        return entry.head(length);
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
            if (depth() == 0) {
                throw e;
            }

            throw new InvalidSampleException("entry", e.getMessage(), e);
        }

        if (bytes.length > limit) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "More than %d bytes, the limit here", limit));
        }

        return bytes;
    }
}
