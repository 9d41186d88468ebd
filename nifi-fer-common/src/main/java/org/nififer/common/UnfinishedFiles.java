package org.nififer.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of this process that nobody is to find: temporary ones, and those that are not complete yet. A process that is told to end at once removes them first.
 */
public final class UnfinishedFiles {

    private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();

    private UnfinishedFiles() {
    }

    /** An empty file in the folder for temporary files, to be removed by {@link #delete}. */
    public static Path createTemporary(final String prefix, final String suffix) throws IOException {
        final Path file = Files.createTempFile(prefix, suffix);
        add(file);
        return file;
    }

    /** A file that its user is about to write, and that is removed by {@link #delete} or moved away. */
    public static void add(final Path file) {
        FILES.add(file);
    }

    /** Removes a file where it is still there. */
    public static void delete(final Path file) throws IOException {
        Files.deleteIfExists(file);
        FILES.remove(file);
    }

    /** Removes all, for a process that ends; what cannot be removed stays. */
    public static void discard() {
        FILES.forEach(file -> file.toFile().delete());
    }
}
