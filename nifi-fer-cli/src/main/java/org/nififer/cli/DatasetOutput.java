package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.UnfinishedFiles;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetShards;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.SampleOutput;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a dataset, whole or in shards, as {@link FileOutput} writes a file: a file of that name is always a whole dataset.
 */
final class DatasetOutput {

    private DatasetOutput() {
    }

    /** What writes the samples. */
    @FunctionalInterface
    interface Work<W, R> {

        R write(W samples) throws IOException;
    }

    /** What writes the samples while its progress is shown. */
    @FunctionalInterface
    interface WatchedWork<W, R> {

        R write(W samples, ProgressDisplay progress) throws IOException;

        private Work<W, R> shown(final String task) {
            return samples -> {
                try (ProgressDisplay progress = ProgressDisplay.open(task)) {
                    return write(samples, progress);
                }
            };
        }
    }

    /**
     * Runs the work as the other method does, and shows its progress.
     *
     * @param task what the progress is called
     */
    static <R> R write(final Path output, final List<Path> inputs, final String task, final WatchedWork<DatasetWriter, R> work) throws IOException {
        return write(output, inputs, work.shown(task));
    }

    /**
     * Runs the work and returns its result; where it fails, nothing is left and an older file stays.
     *
     * @throws InvalidInputException where the output is one of the inputs, or its folder is missing
     */
    static <R> R write(final Path output, final List<Path> inputs, final Work<DatasetWriter, R> work) throws IOException {
        FileOutput.requireWritable(output, inputs);
        final Path partial = FileOutput.partial(output);
        try {
            final R result;
            try (DatasetWriter writer = new DatasetWriter(FileOutput.create(partial))) {
                result = work.write(writer);
            }

            Files.move(partial, output, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return result;
        } finally {
            UnfinishedFiles.delete(partial);
        }
    }

    /**
     * Runs the work, which writes {@code D-000000.tar} and so on, and returns its result; all shards move to their names when the last is complete, and where the work fails,
     * nothing is left.
     *
     * @param output          names the shards
     * @param samplesPerShard 1 or more
     * @param task            what the progress is called
     * @throws InvalidInputException where the folder is missing, or has shards of this name already: some of them could stay between the new ones
     */
    static <R> R writeShards(final Path output, final long samplesPerShard, final List<Path> inputs, final String task, final WatchedWork<SampleOutput, R> work)
            throws IOException {
        FileOutput.requireWritable(output, inputs);
        requireNoShards(output);
        final ShardFiles files = new ShardFiles(output, new ArrayList<>());
        try {
            final R result;
            try (DatasetShards samples = new DatasetShards(samplesPerShard, files)) {
                result = work.shown(task).write(samples);
                samples.complete();
            }

            for (final Path shard : files.shards()) {
                Files.move(FileOutput.partial(shard), shard, StandardCopyOption.ATOMIC_MOVE);
            }

            return result;
        } finally {
            for (final Path shard : files.shards()) {
                UnfinishedFiles.delete(FileOutput.partial(shard));
            }
        }
    }

    /** Opens the files of shards, and remembers them. */
    private record ShardFiles(Path output, List<Path> shards) implements DatasetShards.Opener {

        @Override
        public OutputStream open(final long index) throws IOException {
            final Path shard = output.resolveSibling(String.format(Locale.ROOT, "%s-%06d.tar", baseName(output), index));
            shards.add(shard);
            return FileOutput.create(FileOutput.partial(shard));
        }

        @Override
        public void completed(final long index, final DatasetCounts counts) {
            // They move together at the end.
        }
    }

    private static String baseName(final Path output) {
        return output.getFileName().toString().replaceFirst("\\.tar$", "");
    }

    private static void requireNoShards(final Path output) throws IOException {
        final String pattern = String.format(Locale.ROOT, "%s-[0-9][0-9][0-9][0-9][0-9][0-9].tar", baseName(output).replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0"));
        try (DirectoryStream<Path> existing = Files.newDirectoryStream(output.toAbsolutePath().getParent(), pattern)) {
            for (final Path shard : existing) {
                throw new InvalidInputException(Code.INVALID_SETTING,
                        String.format(Locale.ROOT, "%s exists already; expected another name for the output, or no shards of an earlier run", shard));
            }
        }
    }

    /**
     * Refuses a report that one of the shards would overwrite.
     *
     * @param report may be null
     */
    static void requireNoShard(final Path report, final Path output) throws InvalidInputException {
        if (report != null && report.getFileName().toString().matches(Pattern.quote(baseName(output)) + "-[0-9]{6,}\\.tar")) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is a shard and the report; expected another file for the report", report));
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

        if (FileOutput.isSame(output, report)) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is the output and the report; expected another file for the report", report));
        }

        FileOutput.requireWritable(report, inputs);
        return Files.newBufferedWriter(report);
    }
}
