package org.nififer.dataset.statistics;

import org.nififer.common.RgbImage;
import org.nififer.dataset.BoundedDecoding;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Split;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;
import org.nififer.image.ImageCodec;
import org.nififer.image.ImageResizer;

import java.io.IOException;

/**
 * A small image of a sample, to look at.
 *
 * @param key    of the sample
 * @param label  of its expression, or unlabelled
 * @param split  train, validation, test or none
 * @param width  pixels, at most {@value #SIDE}
 * @param height pixels, at most {@value #SIDE}
 * @param png    the image; smaller ones are not enlarged
 */
public record SampleImage(String key, String label, String split, int width, int height, byte[] png) {

    /** The longest side. */
    public static final int SIDE = 96;

    /**
     * The image of a sample, shrunk.
     *
     * @throws org.nififer.common.InvalidInputException where it is damaged or too large
     */
    public static SampleImage of(final Sample sample) throws IOException {
        return BoundedDecoding.decode(sample.image(), sample.key(), image -> of(sample, image));
    }

    private static SampleImage of(final Sample sample, final RgbImage image) {
        final double scale = Math.min(1, SIDE / (double) Math.max(image.width(), image.height()));
        final RgbImage small = ImageResizer.resize(image, (int) Math.max(1, Math.round(scale * image.width())), (int) Math.max(1, Math.round(scale * image.height())));
        return new SampleImage(sample.key(), SampleLabels.text(sample.metadata().expression()), splitLabel(sample), small.width(), small.height(), ImageCodec.encodePng(small));
    }

    private static String splitLabel(final Sample sample) {
        return sample.metadata().split().map(Split::label).orElse(SplitCounts.NONE);
    }
}
