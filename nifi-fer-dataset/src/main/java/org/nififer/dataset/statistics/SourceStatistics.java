package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;
import org.nififer.dataset.statistics.Distribution.Bin;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What comes from one source.
 *
 * @param name                as the samples say it, shortened where it is very long; empty for samples that say none, see also {@link Sources#OTHERS}
 * @param samples             all samples of it
 * @param unlabelled          those among them without an expression
 * @param classes             how many samples show each expression
 * @param splits              how many samples each split has: train, validation, test, none
 * @param subjects            how many people there are
 * @param samplesPerSubject   how many originals each of them has
 * @param grey                how many images have no colour
 * @param coloured            how many images have
 * @param brightness          the mean grey value of an image, 0 to 255, over the images
 * @param brightnessHistogram of the same
 * @param contrast            the standard deviation of the grey values of an image, 0 to 127.5, over the images
 * @param contrastHistogram   of the same
 */
public record SourceStatistics(String name, long samples, long unlabelled, Map<Expression, Long> classes, Map<String, Long> splits, long subjects, Distribution samplesPerSubject,
                               long grey, long coloured, Distribution brightness, List<Bin> brightnessHistogram, Distribution contrast, List<Bin> contrastHistogram) {

    /**
     * Collects what {@link SourceStatistics} tells of one source. Not thread-safe.
     */
    static final class Totals {

        private static final int MAXIMUM_GREY = 255;
        private static final int GREY_VALUES_PER_BIN = 8;
        private static final int CONTRAST_STEPS_PER_BIN = 4;

        private final String name;
        private final long[] classes = new long[SampleLabels.COUNT];
        private final long[] splits = new long[SplitCounts.COUNT];
        private final Histogram brightness = new Histogram(0, MAXIMUM_GREY, 1);
        private final Histogram contrast = new Histogram(0, MAXIMUM_GREY / 2.0, 1);
        private long samples;
        private long grey;
        private long coloured;

        Totals(final String name) {
            this.name = name;
        }

        void add(final ImageMeasurement image) {
            final SampleMetadata metadata = image.sample().metadata();
            samples++;
            classes[SampleLabels.number(metadata.expression())]++;
            splits[SplitCounts.number(metadata.split())]++;
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
            for (int split = 0; split < SplitCounts.COUNT; split++) {
                splitCounts.put(SplitCounts.name(split), splits[split]);
            }

            return new SourceStatistics(name, samples, classes[SampleLabels.number(Optional.empty())], classCounts, splitCounts, sortedSamplesPerSubject.length,
                    Distribution.of(sortedSamplesPerSubject), grey, coloured, brightness.distribution(), brightness.bins(GREY_VALUES_PER_BIN),
                    contrast.distribution(), contrast.bins(CONTRAST_STEPS_PER_BIN));
        }
    }
}
