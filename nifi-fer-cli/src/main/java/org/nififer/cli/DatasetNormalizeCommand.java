package org.nififer.cli;

import org.nififer.archive.ArchiveLimits;
import org.nififer.dataset.SampleOutput;
import org.nififer.dataset.source.DatasetNormalizer;
import org.nififer.dataset.source.InvalidEntry;
import org.nififer.dataset.source.NormalizeSettings;
import org.nififer.dataset.source.Numbering;
import org.nififer.dataset.source.RowsWithoutMajority;
import org.nififer.dataset.source.SourceFormat;
import org.nififer.dataset.source.SourceInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * {@code dataset normalize}: downloads become one dataset.
 */
@Command(name = "normalize", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Turns datasets as they were downloaded (zip, tar, tar.gz, tar.bz2, tar.xz, folder or table, also compressed) into one dataset file.")
public final class DatasetNormalizeCommand implements Callable<Integer> {

    /** What the progress is called. */
    private static final String TASK = "Normalise";

    @Spec
    private CommandSpec spec;

    @Option(names = "--output", required = true, paramLabel = "D.tar", description = "The dataset to write.")
    private Path output;

    @Option(names = "--samples-per-shard", paramLabel = "N", description = "Writes D-000000.tar, D-000001.tar and so on with so many samples each instead.")
    private Long samplesPerShard;

    @Option(names = "--invalid", paramLabel = "FILE", description = "Where every invalid entry is written as a line of JSON: where, what, why.")
    private Path invalidFile;

    @Option(names = "--format", defaultValue = "auto", converter = Converters.Layout.class, completionCandidates = Converters.Layout.class, paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; auto finds it out (default).")
    private SourceFormat format;

    @Option(names = "--numbering", converter = Converters.NumberingChoice.class, completionCandidates = Converters.NumberingChoice.class, paramLabel = "WHOSE",
            description = "Whose numbers the labels are, where folders or a table have numbers and nothing else tells: ${COMPLETION-CANDIDATES}.")
    private Numbering numbering;

    @Option(names = "--annotations", paramLabel = "FILE",
            description = "The labels of INPUT where they are another file, archive or folder: fer2013new.csv of FER+, CK+'s Emotion labels, AffectNet's tables, "
                    + "a table of image names and labels.")
    private Path annotations;

    @Option(names = "--without-majority", defaultValue = "drop", converter = Converters.WithoutMajority.class, completionCandidates = Converters.WithoutMajority.class,
            paramLabel = "CHOICE", description = "Rows of FER+ without a majority for an expression: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}); "
                    + "keep labels them with the expression that has most votes.")
    private RowsWithoutMajority withoutMajority;

    @Option(names = "--labelled-frames", defaultValue = "" + NormalizeSettings.DEFAULT_LABELLED_FRAMES, paramLabel = "N",
            description = "How many frames at the end of a CK+ sequence get its label (default ${DEFAULT-VALUE}).")
    private int labelledFrames;

    @Option(names = "--keep-splits", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Whether samples keep the split that their source puts them in (default).")
    private boolean keepSplits;

    @Mixin
    private CommonOptions.Encoding encoding;

    @Option(names = "--size", paramLabel = "N", description = "Pixels of both sides, to which images are stretched; each keeps its own size where absent.")
    private Integer size;

    @Mixin
    private CommonOptions.Threads threads;

    @Option(names = "--maximum-bytes", paramLabel = "N", description = "What an archive may unpack to, in bytes (default 256 GiB).")
    private long maximumBytes = ArchiveLimits.DEFAULT.maximumBytes();

    @Option(names = "--maximum-ratio", paramLabel = "N", description = "How many times its packed size an entry, or all of a source, may unpack to, from 8 MiB on (default 200).")
    private long maximumRatio = ArchiveLimits.DEFAULT.maximumRatio();

    @Parameters(arity = "1..*", paramLabel = "INPUT", description = "An archive, a folder or a table.")
    private List<Path> inputs;

    @Override
    public Integer call() throws IOException {
        if (annotations != null && inputs.size() > 1) {
            throw new ParameterException(spec.commandLine(), String.format(Locale.ROOT, "--annotations belongs to one INPUT, but there are %d", inputs.size()));
        }

        if (samplesPerShard != null && samplesPerShard < 1) {
            throw new ParameterException(spec.commandLine(), String.format(Locale.ROOT, "--samples-per-shard %d; expected 1 or more", samplesPerShard));
        }

        final NormalizeSettings settings = CommonOptions.settings(spec, () -> new NormalizeSettings(format, Optional.ofNullable(numbering), withoutMajority, labelledFrames,
                keepSplits, encoding.encoding(size == null ? OptionalInt.empty() : OptionalInt.of(size)), threads.threads(), new ArchiveLimits(maximumBytes, maximumRatio)));
        final List<Path> read = new ArrayList<>(inputs);
        if (annotations != null) {
            read.add(annotations);
        }

        print(samplesPerShard == null ? DatasetOutput.write(output, read, TASK, (samples, progress) -> normalize(samples, read, settings, progress))
                : DatasetOutput.writeShards(output, samplesPerShard, read, TASK, (samples, progress) -> {
                    DatasetOutput.requireNoShard(invalidFile, output);
                    return normalize(samples, read, settings, progress);
                }));
        return 0;
    }

    private DatasetNormalizer.Summary normalize(final SampleOutput samples, final List<Path> read, final NormalizeSettings settings, final ProgressDisplay progress)
            throws IOException {
        // Opened here, after all that is written was checked.
        try (InvalidEntryReport report = new InvalidEntryReport(DatasetOutput.openReport(invalidFile, output, read), spec.commandLine().getErr())) {
            final DatasetNormalizer normalizer = new DatasetNormalizer(samples, report, progress, settings);
            for (final Path input : inputs) {
                if (annotations == null) {
                    normalizer.add(SourceInput.ofPath(input));
                } else {
                    normalizer.add(SourceInput.ofPath(input), SourceInput.ofPath(annotations));
                }
            }

            return normalizer.summary();
        }
    }

    private void print(final DatasetNormalizer.Summary summary) {
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "Read %d samples: %d written, %d invalid. %d subjects are known.%n", summary.read(), summary.written().total(), summary.invalid(),
                summary.subjects());
        new TreeMap<>(summary.ignored()).forEach((kind, count) -> out.printf(Locale.ROOT, "Ignored: %d %s%n", count, kind));
        summary.notes().forEach(note -> out.printf(Locale.ROOT, "Note: %s%n", note));
        out.printf(Locale.ROOT, "%n%s", Tables.counts(summary.written()));
        out.flush();
    }

    /**
     * Shows the first invalid entries to people and writes all of them to a file, where one is given.
     */
    static final class InvalidEntryReport implements InvalidEntry.Listener, Closeable {

        private static final int SHOWN = 20;

        private final Writer file;
        private final PrintWriter errors;
        private long count;

        /**
         * A report that starts empty.
         *
         * @param file for lines of JSON; closed together with this
         */
        InvalidEntryReport(final Writer file, final PrintWriter errors) {
            this.file = file;
            this.errors = errors;
        }

        @Override
        public void accept(final InvalidEntry entry) throws IOException {
            count++;
            if (count <= SHOWN) {
                errors.printf(Locale.ROOT, "Invalid: %s: %s: %s%n", entry.where(), entry.what(), entry.why());
            }

            file.write(entry.toJson() + "\n");
        }

        @Override
        public void close() throws IOException {
            if (count > SHOWN) {
                errors.printf(Locale.ROOT, "Invalid: %d entries in all, %d of them shown; --invalid FILE has all of them%n", count, SHOWN);
            }

            errors.flush();
            file.close();
        }
    }
}
