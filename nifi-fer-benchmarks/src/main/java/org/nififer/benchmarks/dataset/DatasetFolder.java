package org.nififer.benchmarks.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that a benchmark made for itself.
 */
final class DatasetFolder {

    private DatasetFolder() {
    }

    /** Deletes a folder with all that is in it. */
    static void delete(final Path folder) throws IOException {
        final List<Path> contents;
        try (Stream<Path> walk = Files.walk(folder)) {
            contents = walk.sorted(Comparator.reverseOrder()).toList();
        }

        for (final Path path : contents) {
            Files.delete(path);
        }
    }
}
