package org.nififer.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of an archive or folder. Its content is opened when it is asked for, read before the next entry is asked for, and closed by who gave
 * the entry.
 */
public final class ArchiveEntry {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    private final String path;
    private final int depth;
    private final boolean whole;
    private final boolean rejected;
    private final String problem;
    private final Content content;

    private ArchiveEntry(final String path, final int depth, final boolean whole, final String problem, final boolean rejected, final Content content) {
        this.path = path;
        this.depth = depth;
        this.whole = whole;
        this.problem = problem;
        this.rejected = rejected;
        this.content = content;
    }

    /**
     * An entry as an archive or folder names it; one whose name leads out of the folder is rejected, although nothing is ever
     * written there.
     */
    static ArchiveEntry of(final String name, final StreamSource source) {
        final String path = cleaned(name);
        if (path.startsWith("/") || DRIVE.matcher(path).matches() || ("/" + path + "/").contains("/../")) {
            return rejected(name, "The name leads out of the folder; expected a relative path without '..'");
        }

        return new ArchiveEntry(path, 0, false, null, false, new Content(source));
    }

    /** The file that is all there is. */
    static ArchiveEntry ofWhole(final String name, final StreamSource source) {
        return new ArchiveEntry(cleaned(name.replaceAll("[/\\\\]", "_")), 0, true, null, false, new Content(source));
    }

    /** An entry that cannot be read, and matters only to who wants to read it. */
    static ArchiveEntry unreadable(final String name, final String problem) {
        final ArchiveEntry entry = of(name, InputStream::nullInputStream);
        return entry.rejected ? entry : new ArchiveEntry(entry.path, 0, false, problem, false, entry.content);
    }

    /** An entry that is invalid whatever it should be. */
    static ArchiveEntry rejected(final String name, final String problem) {
        return new ArchiveEntry(cleaned(name), 0, false, problem, true, new Content(InputStream::nullInputStream));
    }

    private static String cleaned(final String name) {
        final String path = name.replace('\\', '/').replaceAll("\\p{Cntrl}", " ").replaceAll("(?<=^|/)(\\./)+", "");
        return path.isEmpty() ? "unnamed" : path;
    }

    /** This entry as one of an archive that is itself an entry. */
    ArchiveEntry inArchive(final ArchiveEntry archive) {
        return new ArchiveEntry(archive.path + "/" + path, archive.depth + depth + 1, false, problem, rejected, content);
    }

    /** With slashes, as the source names it; a label only, nothing is ever written there. */
    public String path() {
        return path;
    }

    /** The last part of the path. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** In how many archives of the outermost archive or folder it lies: 0 directly there. */
    public int depth() {
        return depth;
    }

    /** Whether it is no entry of anything, but the one file that was opened. */
    public boolean isWhole() {
        return whole;
    }

    /** Why the content cannot be read; empty where it can. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether it is to be reported whatever it is. */
    public boolean isRejected() {
        return rejected;
    }

    /**
     * The content, the same stream whenever it is asked for.
     *
     * @throws DamagedEntryException here or while it is read, where only this entry is damaged
     */
    public InputStream content() throws IOException {
        return content.open();
    }

    /** The first bytes, at most as many as asked for, without taking them from the content. */
    public byte[] head(final int length) throws IOException {
        final InputStream input = content();
        input.mark(length);
        final byte[] head = input.readNBytes(length);
        input.reset();
        return head;
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
                stream = new BufferedInputStream(source.open());
            }

            return stream;
        }
    }
}
