package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what {@link SourceStatistics} tells of one source. Not thread-safe.
 */
final class SourceTotals {

    private static final int MAXIMUM_GREY = 255;
    private static final int GREY_VALUES_PER_BIN = 8;
    private static final int CONTRAST_STEPS_PER_BIN = 4;

    private final String name;
    private final long[] classes = new long[SampleLabels.COUNT];
    private final long[] splits = new long[SplitNames.COUNT];
    private final Histogram brightness = new Histogram(0, MAXIMUM_GREY, 1);
    private final Histogram contrast = new Histogram(0, MAXIMUM_GREY / 2.0, 1);
    private long samples;
    private long grey;
    private long coloured;

    SourceTotals(final String name) {
        this.name = name;
    }

    void add(final ImageMeasurement image) {
        final SampleMetadata metadata = image.sample().metadata();
        samples++;
        classes[SampleLabels.number(metadata.expression())]++;
        splits[SplitNames.number(metadata.split())]++;
        // Augmentation changes the light on purpose; the source is what the originals are.
        if (image.problem().isEmpty() && metadata.augmentation().isEmpty()) {
            brightness.add(image.brightness());
            contrast.add(image.contrast());
            if (image.coloured()) {
                coloured++;
            } else {
                grey++;
            }
        }
    }

    SourceStatistics statistics(final int[] sortedSamplesPerSubject) {
        final Map<Expression, Long> classCounts = new EnumMap<>(Expression.class);
        for (final Expression expression : Expression.all()) {
            classCounts.put(expression, classes[expression.id()]);
        }

        final Map<String, Long> splitCounts = new LinkedHashMap<>();
        for (int split = 0; split < SplitNames.COUNT; split++) {
            splitCounts.put(SplitNames.name(split), splits[split]);
        }

        return new SourceStatistics(name, samples, classes[SampleLabels.number(Optional.empty())], classCounts, splitCounts, sortedSamplesPerSubject.length,
                Distribution.of(sortedSamplesPerSubject), grey, coloured, brightness.distribution(), brightness.bins(GREY_VALUES_PER_BIN),
                contrast.distribution(), contrast.bins(CONTRAST_STEPS_PER_BIN));
    }
}
