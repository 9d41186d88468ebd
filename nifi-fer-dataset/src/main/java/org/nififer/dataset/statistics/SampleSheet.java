package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.Reservoir;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Seeds;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Images of a dataset to look at, drawn by chance.
 *
 * @param originals    of each expression that has any
 * @param unlabelled   of the originals without an expression
 * @param augmented    of each expression that has augmented samples
 * @param conflicts    equal images with differing labels
 * @param leaks        equal images in different splits
 */
public record SampleSheet(Map<Expression, List<SampleImage>> originals, List<SampleImage> unlabelled, Map<Expression, List<SampleImage>> augmented, List<RepeatedImage> conflicts,
                          List<RepeatedImage> leaks) {

    /**
     * Draws the images of a {@link SampleSheet}. Not thread-safe.
     */
    static final class Totals {

        private static final int MAXIMUM_REPEATED = 12;

        /** By the number of the label, see {@link SampleLabels}. */
        private final List<Reservoir<SampleImage>> originals = new ArrayList<>();
        private final List<Reservoir<SampleImage>> augmented = new ArrayList<>();
        private final Reservoir<RepeatedImage> conflicts;
        private final Reservoir<RepeatedImage> leaks;

        Totals(final int imagesPerClass, final long seed) {
            for (int label = 0; label < SampleLabels.COUNT; label++) {
                final String text = SampleLabels.text(SampleLabels.expression(label));
                originals.add(new Reservoir<>(imagesPerClass, Seeds.of(seed, "originals " + text)));
                augmented.add(new Reservoir<>(imagesPerClass, Seeds.of(seed, "augmented " + text)));
            }

            final int repeated = imagesPerClass == 0 ? 0 : MAXIMUM_REPEATED;
            conflicts = new Reservoir<>(repeated, Seeds.of(seed, "conflicts"));
            leaks = new Reservoir<>(repeated, Seeds.of(seed, "leaks"));
        }

        /** Offers a sample whose image can be decoded. */
        void add(final Sample sample) throws IOException {
            final List<Reservoir<SampleImage>> rows = sample.metadata().augmentation().isPresent() ? augmented : originals;
            rows.get(SampleLabels.number(sample.metadata().expression())).offer(() -> SampleImage.of(sample));
        }

        /** Offers a sample whose image can be decoded and equals that of an earlier original. */
        void addRepeated(final Sample sample, final Originals earlier, final int first) throws IOException {
            final Reservoir.Maker<RepeatedImage, IOException> maker = () -> new RepeatedImage(SampleImage.of(sample), earlier.fileNumber(first),
                    SampleLabels.text(earlier.expression(first)), SplitCounts.name(earlier.split(first)));
            final Optional<Expression> label = sample.metadata().expression();
            if (label.isPresent() && earlier.expression(first).isPresent() && !earlier.expression(first).equals(label)) {
                conflicts.offer(maker);
            }

            if (sample.metadata().split().isPresent() && earlier.split(first) < SplitCounts.COUNT - 1 && earlier.split(first) != SplitCounts.number(sample.metadata().split())) {
                leaks.offer(maker);
            }
        }

        SampleSheet sheet() {
            return new SampleSheet(rows(originals), originals.get(SampleLabels.number(Optional.empty())).drawn(), rows(augmented), conflicts.drawn(), leaks.drawn());
        }

        private static Map<Expression, List<SampleImage>> rows(final List<Reservoir<SampleImage>> reservoirs) {
            final Map<Expression, List<SampleImage>> rows = new EnumMap<>(Expression.class);
            for (final Expression expression : Expression.all()) {
                if (!reservoirs.get(expression.id()).drawn().isEmpty()) {
                    rows.put(expression, reservoirs.get(expression.id()).drawn());
                }
            }

            return rows;
        }
    }

    /**
     * An image that occurred before in the dataset, under another label or in another split.
     *
     * @param image       the later sample
     * @param firstNumber the place of the first sample with this image in the file, from 1
     * @param firstLabel  of its expression, or unlabelled
     * @param firstSplit  its split: train, validation, test or none
     */
    public record RepeatedImage(SampleImage image, long firstNumber, String firstLabel, String firstSplit) {
    }
}
