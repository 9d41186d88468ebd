package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.UnfinishedFiles;
import org.nififer.model.OnnxModelFile;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

/**
 * Writes a file beside its final name and moves it there when it is complete: a file of that name is always a whole one. Before that it refuses to replace what a person does
 * not expect to be replaced.
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
        final Path partial = partial(file);
        try {
            try (OutputStream output = new BufferedOutputStream(create(partial))) {
                content.write(output);
            }

            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            UnfinishedFiles.delete(partial);
        }
    }

    /** The file that is written until it is complete, hidden beside the output. */
    static Path partial(final Path output) {
        return output.toAbsolutePath().resolveSibling(String.format(Locale.ROOT, ".%s.%d.partial", output.getFileName(), ProcessHandle.current().pid()));
    }

    /** Creates a file that is removed where a person interrupts the run. */
    static OutputStream create(final Path partial) throws IOException {
        UnfinishedFiles.add(partial);
        return Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    /**
     * Refuses an output that cannot be written.
     *
     * @throws InvalidInputException where it is one of the inputs or lies in one, or its folder is missing
     */
    static void requireWritable(final Path output, final List<Path> inputs) throws IOException {
        for (final Path input : inputs) {
            if (isSame(input, output)) {
                throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is input and output; expected another file for the output", output));
            }

            if (Files.isDirectory(input) && real(output).startsWith(real(input))) {
                throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s lies in the input %s; expected another folder for the output", output, input));
            }
        }

        final Path folder = output.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(output)) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s cannot be written; expected a file in a folder that exists", output));
        }
    }

    /**
     * Refuses a model that cannot be written, before the work begins.
     *
     * @throws InvalidInputException where one of its files is one of the inputs, its folder is missing, or the name of its description is taken by another file
     */
    static void requireWritableModel(final Path output, final List<Path> inputs) throws IOException {
        for (final Path file : modelFiles(output)) {
            requireWritable(file, inputs);
            if (!Files.exists(output) && Files.exists(file)) {
                throw new InvalidInputException(Code.INVALID_SETTING,
                        String.format(Locale.ROOT, "%s is there without a model %s, whose description would replace it; expected another name for the output", file, output));
            }
        }
    }

    /** The file of a model, and of a {@code .onnx} its description beside it. */
    static List<Path> modelFiles(final Path model) {
        return OnnxModelFile.isOnnx(model) ? List.of(model, OnnxModelFile.descriptionFile(model)) : List.of(model);
    }

    /** Whether two paths are, or would be, one file. */
    static boolean isSame(final Path first, final Path second) throws IOException {
        return real(first).equals(real(second)) || Files.exists(first) && Files.exists(second) && Files.isSameFile(first, second);
    }

    /** Without links, as far as the path exists. */
    private static Path real(final Path path) throws IOException {
        final Path absolute = path.toAbsolutePath().normalize();
        if (Files.exists(absolute)) {
            return absolute.toRealPath();
        }

        final Path folder = absolute.getParent();
        return folder == null || absolute.getFileName() == null ? absolute : real(folder).resolve(absolute.getFileName());
    }
}
