package org.nififer.trainer.report;

/**
 * A chart in a page.
 *
 * @param image       the image as a data URI
 * @param width       in which it is shown, in pixels of the page; the image has twice as many, for screens with small pixels
 * @param height      in which it is shown
 * @param description what it shows, for people who do not see it
 */
public record Figure(String image, int width, int height, String description) {
}
