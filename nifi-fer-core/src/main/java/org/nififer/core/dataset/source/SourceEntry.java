package org.nififer.core.dataset.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One file of a source. Its content is read before the next one is asked for, and not closed by readers.
 */
final class SourceEntry {

    private static final int HEAD_BYTES = 1024;

    private final String path;
    private final String problem;
    private final BufferedInputStream content;

    private SourceEntry(final String path, final String problem, final InputStream content) {
        this.path = path;
        this.problem = problem;
        this.content = new BufferedInputStream(content);
    }

    static SourceEntry of(final String path, final InputStream content) {
        return new SourceEntry(path, null, content);
    }

    static SourceEntry unreadable(final String path, final String problem) {
        return new SourceEntry(path, problem, InputStream.nullInputStream());
    }

    /** With slashes, as the source names it; a label only, nothing is ever written there. */
    String path() {
        return path;
    }

    /** The last part of the path. */
    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Why the content cannot be read; empty where it can. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    InputStream content() {
        return content;
    }

    /** The first bytes up to the end of the line as text, without taking them from the content. */
    String firstLine() throws IOException {
        content.mark(HEAD_BYTES);
        final byte[] head = content.readNBytes(HEAD_BYTES);
        content.reset();
        return new String(head, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    }
}
