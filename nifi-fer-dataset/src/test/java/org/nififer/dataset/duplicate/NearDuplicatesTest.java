package org.nififer.dataset.duplicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleEncoding;
import org.nififer.dataset.SampleMetadata;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;
import org.nififer.image.PerceptualHash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NearDuplicatesTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10})
    void testFindsThePairsThatComparingAllFinds(final int distance) {
        final long[] hashes = HashIndexTest.hashes(new Random(distance), 1000);
        final NearDuplicates duplicates = new NearDuplicates();
        final Set<String> expected = new TreeSet<>();
        for (int second = 0; second < hashes.length; second++) {
            final int number = second;
            final boolean flat = second % 10 == 9;
            duplicates.add(flat ? OptionalLong.empty() : OptionalLong.of(hashes[second]));
            int equal = -1;
            final Set<String> near = new TreeSet<>();
            for (int first = second - 1; first >= 0 && !flat; first--) {
                final int bits = PerceptualHash.distance(hashes[first], hashes[second]);
                if (first % 10 != 9 && bits <= distance && isFirst(hashes, first)) {
                    equal = bits == 0 ? first : equal;
                    near.add(String.format(Locale.ROOT, "%d %d %d", first, number, bits));
                }
            }

            expected.addAll(equal < 0 ? near : Set.of(String.format(Locale.ROOT, "%d %d 0", equal, number)));
        }

        final List<String> found = new ArrayList<>();
        duplicates.forEachPair(distance, ProgressListener.NONE, (first, second, bits) -> found.add(String.format(Locale.ROOT, "%d %d %d", first, second, bits)));
        assertEquals(expected, new TreeSet<>(found));
        assertEquals(expected.size(), found.size(), "no pair twice");
    }

    private static boolean isFirst(final long[] hashes, final int number) {
        for (int earlier = 0; earlier < number; earlier++) {
            if (earlier % 10 != 9 && hashes[earlier] == hashes[number]) {
                return false;
            }
        }

        return true;
    }

    @Test
    void testCopiesOfOneImageGiveOnePairEach() {
        final NearDuplicates duplicates = new NearDuplicates();
        for (int sample = 0; sample < 5000; sample++) {
            duplicates.add(OptionalLong.of(42));
        }

        final List<Integer> firsts = new ArrayList<>();
        duplicates.forEachPair(4, ProgressListener.NONE, (first, second, bits) -> firsts.add(first));
        assertEquals(4999, firsts.size());
        assertEquals(Set.of(0), Set.copyOf(firsts));
    }

    @Test
    void testHashIsComputedWhereItIsMissing() throws IOException {
        final RgbImage face = DrawnFaces.face(Expression.HAPPINESS, 1, 48);
        final Sample ours = SampleEncoding.PNG.sample("a", face, SampleMetadata.builder(Expression.HAPPINESS));
        final Sample others = new Sample("b", ImageFormat.PNG, ours.image(), SampleMetadata.builder(Expression.HAPPINESS).build());
        assertTrue(ours.metadata().perceptualHash().isPresent());
        assertEquals(ours.metadata().perceptualHash(), NearDuplicates.hash(ours, "a.tar"));
        assertEquals(ours.metadata().perceptualHash(), NearDuplicates.hash(others, "a.tar"));
        final Sample flat = new Sample("c", ImageFormat.PNG, ImageCodec.encodePng(RgbImage.black(48, 48)), SampleMetadata.builder(Expression.HAPPINESS).build());
        assertTrue(NearDuplicates.hash(flat, "a.tar").isEmpty());
        final Sample damaged = new Sample("d", ImageFormat.PNG, new byte[10], SampleMetadata.builder(Expression.HAPPINESS).build());
        final InvalidInputException error = assertThrows(InvalidInputException.class, () -> NearDuplicates.hash(damaged, "a.tar"));
        assertTrue(error.getMessage().contains("a.tar: d"), error.getMessage());
    }
}
