package org.nififer.trainer.report;

import org.nififer.dataset.statistics.SampleImage;

/**
 * An image in a page.
 *
 * @param image  as a data URI
 * @param width  pixels
 * @param height pixels
 * @param text   what is known of it
 */
public record Picture(String image, int width, int height, String text) {

    static Picture of(final SampleImage image, final String text) {
        return new Picture(DataUri.png(image.png()), image.width(), image.height(), text);
    }
}
