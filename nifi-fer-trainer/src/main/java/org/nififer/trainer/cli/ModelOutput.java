package org.nififer.trainer.cli;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that a command writes a model to.
 */
final class ModelOutput {

    private ModelOutput() {
    }

    /**
     * Checks that there can be such a file, before the work begins.
     *
     * @throws InvalidInputException where it is the input, or its folder is missing
     */
    static void check(final Path output, final Path input) throws IOException {
        if (Files.exists(output) && Files.exists(input) && Files.isSameFile(input, output)) {
            throw new InvalidInputException(Code.INVALID_SETTING, "%s is input and output; expected another file for the output".formatted(output));
        }

        final Path folder = output.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(output)) {
            throw new InvalidInputException(Code.INVALID_SETTING, "%s cannot be written; expected a file in a folder that exists".formatted(output));
        }
    }
}
