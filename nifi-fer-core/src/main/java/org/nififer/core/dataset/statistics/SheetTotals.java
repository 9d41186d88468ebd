package org.nififer.core.dataset.statistics;

import org.nififer.core.Expression;
import org.nififer.core.dataset.Sample;
import org.nififer.core.dataset.Sha256;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Draws the images of a {@link SampleSheet}. Not thread-safe.
 */
final class SheetTotals {

    private static final int MAXIMUM_REPEATED = 12;

    private final List<Reservoir<SampleImage>> originals = new ArrayList<>();
    private final List<Reservoir<SampleImage>> augmented = new ArrayList<>();
    private final Reservoir<RepeatedImage> conflicts;
    private final Reservoir<RepeatedImage> leaks;

    SheetTotals(final int imagesPerClass, final long seed) {
        for (final Expression expression : Expression.all()) {
            originals.add(new Reservoir<>(imagesPerClass, seed(seed, "originals " + expression.label())));
            augmented.add(new Reservoir<>(imagesPerClass, seed(seed, "augmented " + expression.label())));
        }

        final int repeated = imagesPerClass == 0 ? 0 : MAXIMUM_REPEATED;
        conflicts = new Reservoir<>(repeated, seed(seed, "conflicts"));
        leaks = new Reservoir<>(repeated, seed(seed, "leaks"));
    }

    private static long seed(final long seed, final String purpose) {
        return Sha256.prefix("%d\n%s".formatted(seed, purpose));
    }

    /** Offers a sample whose image can be decoded. */
    void add(final Sample sample) throws IOException {
        final List<Reservoir<SampleImage>> rows = sample.metadata().augmentation().isPresent() ? augmented : originals;
        rows.get(sample.metadata().expression().id()).offer(() -> SampleImage.of(sample));
    }

    /** Offers a sample whose image can be decoded and equals that of an earlier original. */
    void addRepeated(final Sample sample, final Originals earlier, final int first) throws IOException {
        final Reservoir.Maker<RepeatedImage, IOException> maker = () -> new RepeatedImage(SampleImage.of(sample), earlier.fileNumber(first),
                earlier.expression(first), SplitNames.name(earlier.split(first)));
        if (earlier.expression(first) != sample.metadata().expression()) {
            conflicts.offer(maker);
        }

        if (sample.metadata().split().isPresent() && earlier.split(first) < SplitNames.COUNT - 1 && earlier.split(first) != SplitNames.number(sample.metadata().split())) {
            leaks.offer(maker);
        }
    }

    SampleSheet sheet() {
        return new SampleSheet(rows(originals), rows(augmented), conflicts.drawn(), leaks.drawn());
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
