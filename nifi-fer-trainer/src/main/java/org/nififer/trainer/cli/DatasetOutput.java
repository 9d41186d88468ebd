package org.nififer.trainer.cli;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.DatasetWriter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes a dataset beside its final name and moves it there when it is complete: a file of that name is always a whole dataset.
 */
final class DatasetOutput {

    private DatasetOutput() {
    }

    /** What writes the samples. */
    @FunctionalInterface
    interface Work<T> {

        T write(DatasetWriter writer) throws IOException;
    }

    /**
     * Runs the work and returns its result; where it fails, nothing is left and an older file stays.
     *
     * @throws InvalidInputException where the output is one of the inputs, or its folder is missing
     */
    static <T> T write(final Path output, final List<Path> inputs, final Work<T> work) throws IOException {
        for (final Path input : inputs) {
            if (input.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize()) || Files.exists(output) && Files.exists(input)
                    && Files.isSameFile(input, output)) {
                throw new InvalidInputException(Code.INVALID_SETTING, "%s is input and output; expected another file for the output".formatted(output));
            }
        }

        final Path folder = output.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(output)) {
            throw new InvalidInputException(Code.INVALID_SETTING, "%s cannot be written; expected a file in a folder that exists".formatted(output));
        }

        final Path partial = folder.resolve(".%s.%d.partial".formatted(output.getFileName(), ProcessHandle.current().pid()));
        // Also where a person interrupts the run.
        partial.toFile().deleteOnExit();
        try {
            final T result;
            try (DatasetWriter writer = new DatasetWriter(Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING))) {
                result = work.write(writer);
            }

            Files.move(partial, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return result;
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
