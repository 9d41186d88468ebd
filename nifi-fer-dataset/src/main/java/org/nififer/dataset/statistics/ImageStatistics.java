package org.nififer.dataset.statistics;

import java.util.List;
import java.util.Map;

/**
 * The images of a dataset.
 *
 * @param decoded          how many could be decoded
 * @param damaged          how many could not
 * @param damagedImages    the first {@value ImageTotals#NAMED} of these
 * @param formats          how many are png and jpeg
 * @param grey             how many have no colour
 * @param coloured         how many have
 * @param differentSizes   how many sizes there are
 * @param sizes            the {@value ImageTotals#NAMED_SIZES} most frequent ones
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
}
