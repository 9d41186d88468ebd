package org.nififer.dataset.statistics;

import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.statistics.Distribution.Bin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongToIntFunction;

/**
 * The images of a dataset.
 *
 * @param decoded          how many could be decoded
 * @param damaged          how many could not
 * @param damagedImages    the first {@value Totals#NAMED} of these
 * @param formats          how many are png and jpeg
 * @param grey             how many have no colour
 * @param coloured         how many have
 * @param differentSizes   how many sizes there are
 * @param sizes            the {@value Totals#NAMED_SIZES} most frequent ones
 * @param width            in pixels
 * @param height           in pixels
 * @param longerSide       a histogram of the longer side, in pixels
 */
public record ImageStatistics(long decoded, long damaged, List<DamagedImage> damagedImages, Map<String, Long> formats, long grey, long coloured, long differentSizes,
                              List<SizeCount> sizes, Distribution width, Distribution height, List<Bin> longerSide) {

    /**
     * An image that cannot be decoded.
     *
     * @param key     of the sample
     * @param problem what is wrong with it
     */
    public record DamagedImage(String key, String problem) {
    }

    /**
     * A size and how many images have it.
     *
     * @param width  pixels
     * @param height pixels
     * @param images how many
     */
    public record SizeCount(int width, int height, long images) {
    }

    /**
     * Collects what {@link ImageStatistics} tells, in 8 bytes a sample. Not thread-safe.
     */
    static final class Totals {

        /** How many damaged images are named. */
        static final int NAMED = 100;
        /** How many sizes are listed. */
        static final int NAMED_SIZES = 20;

        private static final int MAXIMUM_BINS = 12;
        private static final int HALF = Integer.SIZE;

        private final long[] formats = new long[ImageFormat.values().length];
        private final List<DamagedImage> damagedImages = new ArrayList<>();
        /** Width in the upper half, height in the lower one. */
        private long[] sizes = new long[1024];
        private int decoded;
        private long damaged;
        private long coloured;

        void add(final ImageMeasurement image) {
            formats[image.sample().format().ordinal()]++;
            if (image.problem().isPresent()) {
                damaged++;
                if (damagedImages.size() < NAMED) {
                    damagedImages.add(new DamagedImage(image.sample().key(), image.problem().get()));
                }

                return;
            }

            if (decoded == sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * decoded);
            }

            sizes[decoded] = (long) image.width() << HALF | image.height();
            decoded++;
            coloured += image.coloured() ? 1 : 0;
        }

        ImageStatistics statistics() {
            final int[] longerSides = sorted(size -> Math.max(width(size), height(size)));
            final long[] sorted = Arrays.copyOf(sizes, decoded);
            Arrays.sort(sorted);
            final Comparator<SizeCount> byCount = Comparator.comparingLong(SizeCount::images).thenComparingInt(SizeCount::width).thenComparingInt(SizeCount::height);
            final PriorityQueue<SizeCount> frequent = new PriorityQueue<>(byCount);
            long differentSizes = 0;
            int start = 0;
            for (int place = 1; place <= decoded; place++) {
                if (place == decoded || sorted[place] != sorted[start]) {
                    differentSizes++;
                    frequent.add(new SizeCount(width(sorted[start]), height(sorted[start]), place - start));
                    if (frequent.size() > NAMED_SIZES) {
                        frequent.remove();
                    }

                    start = place;
                }
            }

            final Map<String, Long> formatCounts = new LinkedHashMap<>();
            for (final ImageFormat format : ImageFormat.values()) {
                formatCounts.put(format.label(), formats[format.ordinal()]);
            }

            return new ImageStatistics(decoded, damaged, List.copyOf(damagedImages), formatCounts, decoded - coloured, coloured, differentSizes,
                    frequent.stream().sorted(byCount.reversed()).toList(), Distribution.of(sorted(Totals::width)), Distribution.of(sorted(Totals::height)),
                    Bin.of(longerSides, MAXIMUM_BINS));
        }

        private int[] sorted(final LongToIntFunction side) {
            return Arrays.stream(sizes, 0, decoded).mapToInt(side).sorted().toArray();
        }

        private static int width(final long size) {
            return (int) (size >>> HALF);
        }

        private static int height(final long size) {
            return (int) size;
        }
    }
}
