package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.UnfinishedFiles;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetShards;
import org.nififer.dataset.SampleOutput;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a dataset in parts, {@code D-000000.tar} and so on, each beside its final name; all move there when the last is complete.
 */
final class ShardsOutput implements DatasetShards.Opener {

    private final Path output;
    private final List<Path> shards = new ArrayList<>();

    private ShardsOutput(final Path output) {
        this.output = output;
    }

    /** What writes the samples. */
    @FunctionalInterface
    interface Work<T> {

        T write(SampleOutput samples) throws IOException;
    }

    /**
     * Runs the work and returns its result; where it fails, nothing is left.
     *
     * @param output          names the shards
     * @param samplesPerShard 1 or more
     * @throws InvalidInputException where the folder is missing, or has shards of this name already: some of them could stay between the new ones
     */
    static <T> T write(final Path output, final long samplesPerShard, final List<Path> inputs, final Work<T> work) throws IOException {
        DatasetOutput.requireWritable(output, inputs);
        requireNoShards(output);
        final ShardsOutput opener = new ShardsOutput(output);
        try {
            final T result;
            try (DatasetShards samples = new DatasetShards(samplesPerShard, opener)) {
                result = work.write(samples);
                samples.complete();
            }

            for (final Path shard : opener.shards) {
                Files.move(DatasetOutput.partial(shard), shard, StandardCopyOption.ATOMIC_MOVE);
            }

            return result;
        } finally {
            for (final Path shard : opener.shards) {
                UnfinishedFiles.delete(DatasetOutput.partial(shard));
            }
        }
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

    private static String baseName(final Path output) {
        return output.getFileName().toString().replaceFirst("\\.tar$", "");
    }

    @Override
    public OutputStream open(final long index) throws IOException {
        final Path shard = output.resolveSibling(String.format(Locale.ROOT, "%s-%06d.tar", baseName(output), index));
        shards.add(shard);
        return DatasetOutput.create(DatasetOutput.partial(shard));
    }

    @Override
    public void completed(final long index, final DatasetCounts counts) {
        // They move together at the end.
    }
}
