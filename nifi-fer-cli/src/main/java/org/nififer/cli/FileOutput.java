package org.nififer.cli;

import org.nififer.common.UnfinishedFiles;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a file beside its final name and moves it there when it is complete: a file of that name is always a whole one.
 */
final class FileOutput {

    private FileOutput() {
    }

    /** Writes the content. */
    @FunctionalInterface
    interface Content {

        void write(OutputStream output) throws IOException;
    }

    /** Writes a file; where that fails, nothing is left and an older file stays. */
    static void write(final Path file, final Content content) throws IOException {
        final Path partial = DatasetOutput.partial(file);
        try {
            try (OutputStream output = new BufferedOutputStream(DatasetOutput.create(partial))) {
                content.write(output);
            }

            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            UnfinishedFiles.delete(partial);
        }
    }
}
