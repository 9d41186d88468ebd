package org.nififer.image;

import org.nififer.common.RgbImage;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * Changes the size of images.
 */
public final class ImageResizer {

    private ImageResizer() {
    }

    /**
     * The image in another size, stretched where the proportions differ: area interpolation where it shrinks, bilinear
     * where it grows. An image that has the size already is returned itself.
     *
     * @param width  pixels, at least 1
     * @param height pixels, at least 1
     */
    public static RgbImage resize(final RgbImage image, final int width, final int height) {
        if (image.width() == width && image.height() == height) {
            return image;
        }

        final boolean shrinks = (long) width * height < (long) image.width() * image.height();
        final Mat rgb = OpenCv.toRgb(image, 0, 0, image.width(), image.height());
        final Mat resized = new Mat();
        try {
            Imgproc.resize(rgb, resized, new Size(width, height), 0, 0, shrinks ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
            return OpenCv.fromRgb(resized);
        } finally {
            resized.release();
            rgb.release();
        }
    }
}
