package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleKeys;
import org.nififer.dataset.SampleOutput;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * Turns datasets as they were downloaded into one: RGB images, one vocabulary of expressions. Each source gets a name, made from its
 * file name, that keys begin with; two entries of one path both become samples, the second under a key with a number. What cannot be
 * read is reported and counted, never dropped in silence. The calling thread reads and writes, others decode and encode the images;
 * samples and invalid entries keep the order of the source. Not thread-safe.
 */
public final class DatasetNormalizer {

    /** How many ignored files of a source are named that somebody may miss. */
    private static final int NAMED_FILES = 5;

    private final SampleOutput output;
    private final InvalidEntry.Listener invalidEntries;
    private final ProgressListener progress;
    private final NormalizeSettings settings;
    private final Set<String> sources = new HashSet<>();
    private final Set<String> subjects = new HashSet<>();
    private final DatasetCounts written = new DatasetCounts();
    private final Map<String, Long> ignored = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private long invalid;

    /**
     * Writes to a dataset, or several, which stay open.
     *
     * @param invalidEntries told of each image or row that could not become a sample
     */
    public DatasetNormalizer(final SampleOutput output, final InvalidEntry.Listener invalidEntries, final ProgressListener progress,
                             final NormalizeSettings settings) {
        this.output = output;
        this.invalidEntries = invalidEntries;
        this.progress = progress;
        this.settings = settings;
    }

    /**
     * Appends all samples of a source that has its labels itself.
     *
     * @throws InvalidInputException where the source is broken as a whole, is of another format, or has no valid sample
     */
    public void add(final SourceInput input) throws IOException {
        add(input, List.of(input));
    }

    /**
     * Appends all samples of a source whose labels come in another file, archive or folder.
     *
     * @throws InvalidInputException where one of the two is broken as a whole, is of another format, or where there is no valid sample
     */
    public void add(final SourceInput input, final SourceInput annotations) throws IOException {
        add(input, List.of(annotations, input));
    }

    private void add(final SourceInput input, final List<SourceInput> inputs) throws IOException {
        final SourceFiles files = new SourceFiles(inputs, settings.limits(), progress);
        final long writtenBefore = written.total();
        final long invalidBefore = invalid;
        try (Sink sink = new Sink(sourceName(input.name()))) {
            final SourceFormat format = settings.format() == SourceFormat.AUTO ? FormatDetector.detect(files) : settings.format();
            final Numbering.OfSource numbering = new Numbering.OfSource(settings.numbering());
            reader(format, numbering).read(files, sink);
            sink.images.finish();
            numbering.requireUsed();
            numbering.told().ifPresent(sink::told);
            if (written.total() == writtenBefore) {
                final String first = sink.firstInvalid == null ? "" : String.format(Locale.ROOT, ", the first: %s: %s", sink.firstInvalid.where(), sink.firstInvalid.why());
                throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s has no valid sample; %d entries are invalid%s", input.name(),
                        invalid - invalidBefore, first));
            }
        } catch (final InvalidInputException e) {
            final boolean named = inputs.stream().anyMatch(source -> e.getMessage().startsWith(source.name()));
            throw named ? e : new InvalidInputException(e.code(), String.format(Locale.ROOT, "%s: %s", input.name(), e.getMessage()), e);
        }
    }

    /** What became of all sources so far. */
    public Summary summary() {
        return new Summary(invalid, Map.copyOf(ignored), subjects.size(), written, List.copyOf(notes));
    }

    private SourceReader reader(final SourceFormat format, final Numbering.OfSource numbering) {
        return switch (format) {
            case CLASS_FOLDERS -> new ClassFoldersReader(numbering);
            case LABEL_TABLE -> LabelTableReader.any(numbering, settings.withoutMajority());
            case FER2013 -> Fer2013Reader.withOwnLabels(numbering);
            case FER_PLUS -> Fer2013Reader.withFerPlus(numbering, settings.withoutMajority());
            case CK_PLUS -> new CkPlusReader(settings.labelledFrames(), numbering);
            case AFFECTNET_CSV -> LabelTableReader.affectNet(numbering);
            case AFFECTNET_NPY -> new AffectNetFilesReader(numbering);
            case UNLABELLED -> new UnlabelledImagesReader();
            case AUTO -> throw new IllegalArgumentException("The format has to be found out before");
        };
    }

    /** The file name up to its first dot, with a number where another source has that name. */
    private String sourceName(final String fileName) {
        final int dot = fileName.indexOf('.', 1);
        final String base = SampleKeys.sanitise(dot < 0 ? fileName : fileName.substring(0, dot)).replace('/', '_');
        String name = base;
        for (int number = 2; !sources.add(name); number++) {
            name = String.format(Locale.ROOT, "%s-%d", base, number);
        }

        return name;
    }

    /** A sample, or why there is none. */
    private record Outcome(Sample sample, InvalidEntry invalidEntry) {
    }

    /** Has the images of one source decoded, writes and counts its samples. */
    private final class Sink implements SampleSink, Closeable {

        private final String source;
        private final OrderedExecutor<Outcome> images = new OrderedExecutor<>(settings.threads(), this::accept);
        private InvalidEntry firstInvalid;
        private int namedFiles;

        private Sink(final String source) {
            this.source = source;
        }

        @Override
        public void sample(final Candidate candidate) throws IOException {
            images.submit(candidate.bytes() + encodedBytes(candidate), work(candidate));
        }

        /** What encoding takes, a PNG of noise at worst: as much as decoding, or twice the fixed size, for its pixels and for the result. */
        private long encodedBytes(final Candidate candidate) {
            final OptionalInt size = settings.encoding().size();
            return size.isPresent() ? 2L * RgbImage.CHANNELS * size.getAsInt() * size.getAsInt() : candidate.bytes();
        }

        private Callable<Outcome> work(final Candidate candidate) {
            return () -> {
                if (settings.keepSplits()) {
                    candidate.split().ifPresent(candidate.metadata()::split);
                }

                try {
                    final String key = SampleKeys.sanitise(source + "/" + candidate.path());
                    return new Outcome(settings.encoding().sample(key, candidate.image().decode(), candidate.metadata().source(source)), null);
                } catch (final InvalidSampleException e) {
                    return new Outcome(null, new InvalidEntry(candidate.where(), e.what(), e.getMessage()));
                } catch (final InvalidInputException e) {
                    return new Outcome(null, new InvalidEntry(candidate.where(), "image", e.getMessage()));
                }
            };
        }

        @Override
        public void invalid(final String where, final String what, final String why) throws IOException {
            // In the order of the source, after the images that are still being decoded.
            final Outcome outcome = new Outcome(null, new InvalidEntry(where, what, why));
            images.submit(0, () -> outcome);
        }

        @Override
        public void ignored(final String kind) {
            ignored.merge(kind, 1L, Long::sum);
        }

        @Override
        public void ignored(final SourceEntry file) throws IOException {
            ignored("other files");
            if (namedFiles < NAMED_FILES) {
                final Optional<String> loss = FormatDetector.describeLoss(file);
                loss.ifPresent(this::told);
                namedFiles += loss.isPresent() ? 1 : 0;
            }
        }

        @Override
        public void told(final String note) {
            notes.add(source + ": " + note);
        }

        private void accept(final Outcome outcome) throws IOException {
            if (outcome.sample() == null) {
                firstInvalid = firstInvalid == null ? outcome.invalidEntry() : firstInvalid;
                invalid++;
                invalidEntries.accept(outcome.invalidEntry());
            } else {
                output.writeUnderFreeKey(outcome.sample());
                outcome.sample().metadata().subject().ifPresent(subject -> subjects.add(source + "/" + subject));
                written.add(outcome.sample().metadata());
            }

            progress.sampleDone();
        }

        @Override
        public void close() {
            images.close();
        }
    }

    /**
     * What became of the sources.
     *
     * @param invalid  images and rows that could not become samples; each was reported
     * @param ignored  how many entries and rows hold no sample by their nature, by what they are, such as other files than images
     * @param subjects the number of different persons that the sources name
     * @param written  the samples by split and expression
     * @param notes    what else people should know, each beginning with the name of the source: whose numbers the labels are, what was left out
     */
    public record Summary(long invalid, Map<String, Long> ignored, long subjects, DatasetCounts written, List<String> notes) {

        /** The images and rows that should become samples: those that did and those that could not. */
        public long read() {
            return written.total() + invalid;
        }

        /** All entries and rows that hold no sample by their nature. */
        public long totalIgnored() {
            return ignored.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
