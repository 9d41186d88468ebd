package org.nififer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that a benchmark makes for itself, and that is gone with all that is in it when this is closed.
 */
public final class TemporaryFolder implements AutoCloseable {

    private final Path path;

    /** A new folder where the system keeps temporary files. */
    public TemporaryFolder() throws IOException {
        this.path = Files.createTempDirectory("nifi-fer-benchmark");
    }

    /** A new folder in another, which is made where it is missing. */
    public TemporaryFolder(final Path parent) throws IOException {
        this.path = Files.createTempDirectory(Files.createDirectories(parent), "nifi-fer-benchmark");
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        final List<Path> contents;
        try (Stream<Path> walk = Files.walk(path)) {
            contents = walk.sorted(Comparator.reverseOrder()).toList();
        }

        for (final Path file : contents) {
            Files.delete(file);
        }
    }
}
