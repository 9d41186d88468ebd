package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.DatasetFingerprint;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Takes the samples in their order and adds them up. Not thread-safe.
 */
final class StatisticsCollector {

    private static final int UNLABELLED = SampleLabels.number(Optional.empty());

    private final DescribeSettings settings;
    private final DatasetFingerprint fingerprint = new DatasetFingerprint();
    /** By split and label, see {@link SampleLabels}. */
    private final long[][] samples = new long[SplitNames.COUNT][SampleLabels.COUNT];
    private final long[][] augmented = new long[SplitNames.COUNT][SampleLabels.COUNT];
    private final ImageTotals images = new ImageTotals();
    private final Sources<SourceTotals> sources = new Sources<>(SourceTotals::new);
    private final SubjectTotals subjects = new SubjectTotals();
    private final VoteTotals votes = new VoteTotals();
    private final AffectTotals affect = new AffectTotals();
    private final AugmentationTotals augmentation = new AugmentationTotals();
    private final Originals originals = new Originals();
    private final SheetTotals sheet;
    private int count;

    StatisticsCollector(final DescribeSettings settings) {
        this.settings = settings;
        sheet = new SheetTotals(settings.imagesPerClass(), settings.seed());
    }

    void add(final ImageMeasurement image) throws IOException {
        final Sample sample = image.sample();
        final SampleMetadata metadata = sample.metadata();
        final int split = SplitNames.number(metadata.split());
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

    int count() {
        return count;
    }

    /**
     * What was found; to be asked for once.
     *
     * @param progress told that the search for near-duplicates goes on
     */
    DatasetDescription description(final String name, final DatasetReader.Others others, final ProgressListener progress) {
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
        return new DatasetDescription(statistics.withWarnings(DatasetWarnings.of(statistics, others)), sheet.sheet());
    }

    private List<ClassCounts> classes() {
        final List<ClassCounts> classes = new ArrayList<>();
        for (final Expression expression : Expression.all()) {
            final int id = expression.id();
            final long[] bySplit = Arrays.stream(samples).mapToLong(row -> row[id]).toArray();
            classes.add(new ClassCounts(expression, Arrays.stream(bySplit).sum(), bySplit[0], bySplit[1], bySplit[2], bySplit[SplitNames.COUNT - 1],
                    Arrays.stream(augmented).mapToLong(row -> row[id]).sum()));
        }

        return List.copyOf(classes);
    }

    private List<SplitCounts> splits() {
        final List<SplitCounts> splits = new ArrayList<>();
        for (int split = 0; split < SplitNames.COUNT; split++) {
            splits.add(new SplitCounts(SplitNames.name(split), Arrays.stream(samples[split]).sum(), samples[split][UNLABELLED], Arrays.stream(augmented[split]).sum()));
        }

        return List.copyOf(splits);
    }

    private BalanceStatistics balance() {
        final boolean train = Arrays.stream(samples[0]).sum() > samples[0][UNLABELLED];
        final long[] all = new long[Expression.all().size()];
        final long[] made = new long[all.length];
        for (int split = 0; split < (train ? 1 : SplitNames.COUNT); split++) {
            for (int expression = 0; expression < all.length; expression++) {
                all[expression] += samples[split][expression];
                made[expression] += augmented[split][expression];
            }
        }

        return BalanceStatistics.of(train, all, made, settings.before());
    }
}
