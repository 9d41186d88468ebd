package org.nififer.core.dataset.source;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.DatasetCounts;
import org.nififer.core.dataset.DatasetWriter;
import org.nififer.core.dataset.ImageFormat;
import org.nififer.core.dataset.ProgressListener;
import org.nififer.core.dataset.Sample;
import org.nififer.core.dataset.SampleKeys;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Sha256;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns datasets as they were downloaded into one dataset file: RGB images as PNG, one vocabulary of expressions. Each source gets a
 * name, made from its file name, that keys begin with. What cannot be read is reported and counted, never dropped in silence. Not
 * thread-safe.
 */
public final class DatasetNormalizer {

    private final DatasetWriter output;
    private final Consumer<InvalidEntry> invalidEntries;
    private final ProgressListener progress;
    private final ArchiveLimits limits;
    private final Set<String> sources = new HashSet<>();
    private final Set<String> subjects = new HashSet<>();
    private final DatasetCounts written = new DatasetCounts();
    private long invalid;
    private long ignored;

    /**
     * Writes to a dataset, which stays open.
     *
     * @param invalidEntries told of each image or row that could not become a sample
     */
    public DatasetNormalizer(final DatasetWriter output, final Consumer<InvalidEntry> invalidEntries, final ProgressListener progress,
                             final ArchiveLimits limits) {
        this.output = output;
        this.invalidEntries = invalidEntries;
        this.progress = progress;
        this.limits = limits;
    }

    /**
     * Appends all samples of a source.
     *
     * @throws InvalidInputException where the source is broken as a whole, is of another format, or has no valid sample
     */
    public void add(final SourceInput input, final SourceFormat format) throws IOException {
        final Sink sink = new Sink(input.name(), sourceName(input.name()));
        final long writtenBefore = written.total();
        final long invalidBefore = invalid;
        try (FormatDetector entries = new FormatDetector(input.open(limits), sink)) {
            reader(format == SourceFormat.AUTO ? entries.detect() : format).read(entries, sink);
        } catch (final InvalidInputException e) {
            throw e.getMessage().startsWith(input.name()) ? e : new InvalidInputException(e.code(), "%s: %s".formatted(input.name(), e.getMessage()), e);
        }

        if (written.total() == writtenBefore) {
            final String first = sink.firstInvalid == null ? "" : ", the first: %s: %s".formatted(sink.firstInvalid.where(), sink.firstInvalid.why());
            throw new InvalidInputException(Code.INVALID_DATASET,
                    "%s has no valid sample; %d entries are invalid%s".formatted(input.name(), invalid - invalidBefore, first));
        }
    }

    /** What became of all sources so far. */
    public NormalizeSummary summary() {
        return new NormalizeSummary(invalid, ignored, subjects.size(), written);
    }

    private static SourceReader reader(final SourceFormat format) {
        return switch (format) {
            case CLASS_FOLDERS -> new ClassFoldersReader();
            case FER2013 -> new Fer2013Reader();
            case AUTO -> throw new IllegalArgumentException("The format has to be found out before");
        };
    }

    /** The file name up to its first dot, with a number where another source has that name. */
    private String sourceName(final String fileName) {
        final int dot = fileName.indexOf('.', 1);
        final String base = SampleKeys.sanitise(dot < 0 ? fileName : fileName.substring(0, dot)).replace('/', '_');
        String name = base;
        for (int number = 2; !sources.add(name); number++) {
            name = "%s-%d".formatted(base, number);
        }

        return name;
    }

    /** Writes and counts the samples of one source. */
    private final class Sink implements SampleSink {

        private final String inputName;
        private final String source;
        private InvalidEntry firstInvalid;

        private Sink(final String inputName, final String source) {
            this.inputName = inputName;
            this.source = source;
        }

        @Override
        public void sample(final String path, final RgbImage image, final SampleMetadata.Builder builder) throws IOException {
            final byte[] png = ImageCodec.encodePng(image);
            final SampleMetadata metadata = builder.source(source).sha256(Sha256.hex(png)).build();
            output.writeUnderFreeKey(new Sample(SampleKeys.sanitise(source + "/" + path), ImageFormat.PNG, png, metadata));
            metadata.subject().ifPresent(subject -> subjects.add(source + "/" + subject));
            written.add(metadata);
            progress.sampleDone();
        }

        @Override
        public void invalid(final String where, final String what, final String why) {
            // A source that is one file is its own entry.
            final boolean named = where.equals(inputName) || where.startsWith(inputName + ", ");
            final InvalidEntry entry = new InvalidEntry(named ? where : "%s, %s".formatted(inputName, where), what, why);
            firstInvalid = firstInvalid == null ? entry : firstInvalid;
            invalid++;
            invalidEntries.accept(entry);
            progress.sampleDone();
        }

        @Override
        public void ignored() {
            ignored++;
        }
    }
}
