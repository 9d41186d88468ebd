package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.model.OnnxModelFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The file, or the two files, that a command reads a model from or writes it to.
 */
final class ModelOutput {

    private ModelOutput() {
    }

    /** The file of a model, and of a {@code .onnx} its description beside it. */
    static List<Path> files(final Path model) {
        return OnnxModelFile.isOnnx(model) ? List.of(model, OnnxModelFile.descriptionFile(model)) : List.of(model);
    }

    /**
     * Checks that there can be such a model, before the work begins.
     *
     * @throws InvalidInputException where one of its files is one of the inputs, its folder is missing, or the name of its description is taken by another file
     */
    static void check(final Path output, final List<Path> inputs) throws IOException {
        for (final Path file : files(output)) {
            DatasetOutput.requireWritable(file, inputs);
            if (!Files.exists(output) && Files.exists(file)) {
                throw new InvalidInputException(Code.INVALID_SETTING,
                        String.format(Locale.ROOT, "%s is there without a model %s, whose description would replace it; expected another name for the output", file, output));
            }
        }
    }
}
