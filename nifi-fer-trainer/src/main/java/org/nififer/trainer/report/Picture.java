package org.nififer.trainer.report;

import org.nififer.dataset.statistics.SampleImage;

import java.util.Base64;

/**
 * An image inside a page.
 *
 * @param image  as a data URI
 * @param width  in which it is shown, in pixels of the page
 * @param height in which it is shown
 * @param text   what is known of it, or what it shows for people who do not see it
 */
public record Picture(String image, int width, int height, String text) {

    /** The image of a sample. */
    static Picture of(final SampleImage image, final String text) {
        return ofPng(image.png(), image.width(), image.height(), text);
    }

    /** A PNG, which may have more pixels than the page shows, for screens with small ones. */
    static Picture ofPng(final byte[] png, final int width, final int height, final String text) {
        return new Picture("data:image/png;base64," + Base64.getEncoder().encodeToString(png), width, height, text);
    }
}
