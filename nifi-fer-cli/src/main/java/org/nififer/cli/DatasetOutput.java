package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.UnfinishedFiles;
import org.nififer.dataset.DatasetWriter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;

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
        requireWritable(output, inputs);
        final Path partial = partial(output);
        try {
            final T result;
            try (DatasetWriter writer = new DatasetWriter(create(partial))) {
                result = work.write(writer);
            }

            Files.move(partial, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return result;
        } finally {
            UnfinishedFiles.delete(partial);
        }
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
     * Opens a file for a report beside the dataset, empty, and refuses one that would overwrite something else.
     *
     * @param report may be null, for a report that nobody wants
     * @param output the dataset that is written
     * @throws InvalidInputException where the report is the output, one of the inputs or lies in one, or its folder is missing
     */
    static Writer openReport(final Path report, final Path output, final List<Path> inputs) throws IOException {
        if (report == null) {
            return Writer.nullWriter();
        }

        if (isSame(output, report)) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is the output and the report; expected another file for the report", report));
        }

        requireWritable(report, inputs);
        return Files.newBufferedWriter(report);
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

    /** The file that is written until it is complete, hidden beside the output. */
    static Path partial(final Path output) {
        return output.toAbsolutePath().resolveSibling(String.format(Locale.ROOT, ".%s.%d.partial", output.getFileName(), ProcessHandle.current().pid()));
    }

    /** Creates a file that is removed where a person interrupts the run. */
    static OutputStream create(final Path partial) throws IOException {
        UnfinishedFiles.add(partial);
        return Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
