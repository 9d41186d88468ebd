package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetFingerprint;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.statistics.DatasetStatistics.ClassCounts;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Describes a dataset in one pass over it. About 100 bytes a sample are held, and the few images that are drawn for the sheet. One instance
 * takes the samples of one dataset, in their order, and adds them up.
 */
public final class DatasetDescriber {

    /** What a sample holds beside its image while it waits. */
    private static final int OVERHEAD_BYTES = 2048;

    private static final int UNLABELLED = SampleLabels.number(Optional.empty());

    private final DescribeSettings settings;
    private final DatasetFingerprint fingerprint = new DatasetFingerprint();
    /** By split and label, see {@link SampleLabels}. */
    private final long[][] samples = new long[SplitCounts.COUNT][SampleLabels.COUNT];
    private final long[][] augmented = new long[SplitCounts.COUNT][SampleLabels.COUNT];
    private final ImageStatistics.Totals images = new ImageStatistics.Totals();
    private final Sources<SourceStatistics.Totals> sources = new Sources<>(SourceStatistics.Totals::new);
    private final SubjectStatistics.Totals subjects = new SubjectStatistics.Totals();
    private final VoteStatistics.Totals votes = new VoteStatistics.Totals();
    private final AffectStatistics.Totals affect = new AffectStatistics.Totals();
    private final AugmentationStatistics.Totals augmentation = new AugmentationStatistics.Totals();
    private final Originals originals = new Originals();
    private final SampleSheet.Totals sheet;
    private int count;

    private DatasetDescriber(final DescribeSettings settings) {
        this.settings = settings;
        sheet = new SampleSheet.Totals(settings.imagesPerClass(), settings.seed());
    }

    /**
     * Reads a dataset and tells what it is. Images that cannot be decoded are counted and named; all else of them is counted as well.
     *
     * @param name     what the description and error messages call the dataset
     * @param progress told of each sample
     * @throws InvalidInputException where the dataset is not a whole, valid one (see {@link DatasetReader}) or has no samples
     */
    public static DatasetDescription describe(final String name, final DatasetSource input, final DescribeSettings settings, final ProgressListener progress)
            throws IOException {
        final DatasetDescriber describer = new DatasetDescriber(settings);
        final DatasetReader.Others others;
        try (DatasetReader reader = input.open(); OrderedExecutor<ImageMeasurement> threads = new OrderedExecutor<>(settings.threads(), describer::add)) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                final Sample measured = sample;
                threads.submit(sample.image().length + OVERHEAD_BYTES, () -> ImageMeasurement.of(measured));
                progress.sampleDone();
            }

            threads.finish();
            others = reader.others();
        }

        if (describer.count == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s has no samples; there is nothing to describe", name));
        }

        return describer.description(name, others, progress);
    }

    private void add(final ImageMeasurement image) throws IOException {
        final Sample sample = image.sample();
        final SampleMetadata metadata = sample.metadata();
        final int split = SplitCounts.number(metadata.split());
        final int source = sources.number(metadata.source().orElse(""));
        final int label = SampleLabels.number(metadata.expression());
        count++;
        fingerprint.add(sample);
        samples[split][label]++;
        images.add(image);
        sources.totals(source).add(image);
        subjects.add(metadata, source);
        augmentation.add(metadata);
        if (image.problem().isEmpty()) {
            sheet.add(sample);
        }

        if (metadata.augmentation().isPresent()) {
            augmented[split][label]++;
        } else {
            votes.add(metadata);
            affect.add(metadata);
            final int number = count;
            final int first = originals.add(metadata, number, source, image.perceptualHash());
            if (image.problem().isEmpty() && originals.fileNumber(first) != number) {
                sheet.addRepeated(sample, originals, first);
            }
        }
    }

    private DatasetDescription description(final String name, final DatasetReader.Others others, final ProgressListener progress) {
        final List<ClassCounts> classes = classes();
        final List<SourceStatistics> sourceStatistics = new ArrayList<>();
        for (int source = 0; source < sources.all().size(); source++) {
            sourceStatistics.add(sources.totals(source).statistics(subjects.samplesPerSubject(source)));
        }

        sourceStatistics.sort(Comparator.comparingLong(SourceStatistics::samples).reversed());
        final DatasetStatistics statistics = new DatasetStatistics(name, fingerprint.hex(), count, Arrays.stream(samples).mapToLong(row -> row[UNLABELLED]).sum(),
                classes, splits(), balance(), List.copyOf(sourceStatistics), subjects.statistics(), images.statistics(), votes.statistics(), affect.statistics(),
                augmentation.statistics(), originals.equalImages(),
                settings.nearDuplicateDistance(), originals.nearDuplicates(settings.nearDuplicateDistance(), progress), List.of());
        return new DatasetDescription(statistics.withWarnings(DatasetWarning.of(statistics, others)), sheet.sheet());
    }

    private List<ClassCounts> classes() {
        final List<ClassCounts> classes = new ArrayList<>();
        for (final Expression expression : Expression.all()) {
            final int id = expression.id();
            final long[] bySplit = Arrays.stream(samples).mapToLong(row -> row[id]).toArray();
            classes.add(new ClassCounts(expression, Arrays.stream(bySplit).sum(), bySplit[0], bySplit[1], bySplit[2], bySplit[SplitCounts.COUNT - 1],
                    Arrays.stream(augmented).mapToLong(row -> row[id]).sum()));
        }

        return List.copyOf(classes);
    }

    private List<SplitCounts> splits() {
        final List<SplitCounts> splits = new ArrayList<>();
        for (int split = 0; split < SplitCounts.COUNT; split++) {
            splits.add(new SplitCounts(SplitCounts.name(split), Arrays.stream(samples[split]).sum(), samples[split][UNLABELLED], Arrays.stream(augmented[split]).sum()));
        }

        return List.copyOf(splits);
    }

    private BalanceStatistics balance() {
        final boolean train = Arrays.stream(samples[0]).sum() > samples[0][UNLABELLED];
        final long[] all = new long[Expression.all().size()];
        final long[] made = new long[all.length];
        for (int split = 0; split < (train ? 1 : SplitCounts.COUNT); split++) {
            for (int expression = 0; expression < all.length; expression++) {
                all[expression] += samples[split][expression];
                made[expression] += augmented[split][expression];
            }
        }

        return BalanceStatistics.of(train, all, made, settings.before());
    }
}
