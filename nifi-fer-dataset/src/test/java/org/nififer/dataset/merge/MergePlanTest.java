package org.nififer.dataset.merge;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;
import org.nififer.image.PerceptualHash;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MergePlanTest {

    private static final int SAMPLES = 2000;

    private final long[] hashes = new long[SAMPLES];
    private final int[] images = new int[SAMPLES];
    private final int[] splits = new int[SAMPLES];

    /** The same as comparing each sample with each preferred one that stays. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5})
    void testAgreesWithComparingAll(final int distance) {
        draw(new Random(distance));
        final MergeLabels labels = new MergeLabels();
        final MergeImages mergeImages = new MergeImages();
        labels.begin("test");
        for (int sample = 0; sample < SAMPLES; sample++) {
            final SampleMetadata.Builder builder = SampleMetadata.builder(Expression.FEAR)
                    .sha256(Sha256.hex(Integer.toString(images[sample]).getBytes(StandardCharsets.UTF_8)));
            final SampleMetadata metadata = (splits[sample] < 3 ? builder.split(Split.values()[splits[sample]]) : builder).build();
            labels.add(metadata);
            mergeImages.setHash(mergeImages.add(metadata), hashes[images[sample]]);
        }

        final MergePlan plan = MergePlan.of(labels, mergeImages, new MergeSettings(OptionalInt.of(distance), ConflictPolicy.KEEP_FIRST), ProgressListener.NONE);
        final List<Integer> kept = new ArrayList<>();
        final int[] preference = {2, 1, 0, 3};
        final List<Integer> order = IntStream.range(0, SAMPLES).boxed().sorted(Comparator.comparing(sample -> preference[splits[sample]])).toList();
        for (final int sample : order) {
            int expected = CopySearch.NONE;
            for (final int other : kept) {
                if (bits(sample, other) <= distance && (expected == CopySearch.NONE || bits(sample, other) < bits(sample, expected))) {
                    expected = other;
                }
            }

            assertEquals(expected == CopySearch.NONE, plan.keeps(sample));
            if (expected == CopySearch.NONE) {
                kept.add(sample);
            } else {
                assertEquals(bits(sample, plan.duplicateOf(sample)), bits(sample, expected));
                assertTrue(plan.keeps(plan.duplicateOf(sample)));
            }
        }

        assertTrue(kept.size() > SAMPLES / 10 && kept.size() < SAMPLES * 9 / 10, String.format(Locale.ROOT, "%d kept", kept.size()));
    }

    private void draw(final Random random) {
        for (int sample = 0; sample < SAMPLES; sample++) {
            splits[sample] = random.nextInt(4);
            hashes[sample] = random.nextInt(3) == 0 || sample == 0 ? random.nextLong() : hashes[random.nextInt(sample)] ^ 1L << random.nextInt(64) ^ 1L << random.nextInt(64);
            images[sample] = random.nextInt(5) == 0 ? random.nextInt(sample + 1) : sample;
        }
    }

    private int bits(final int first, final int second) {
        return PerceptualHash.distance(hashes[images[first]], hashes[images[second]]);
    }
}
