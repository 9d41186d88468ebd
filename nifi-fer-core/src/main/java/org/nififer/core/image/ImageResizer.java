package org.nififer.core.image;

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
     * The image at another size: area averages when shrinking, so that nothing aliases, bilinear interpolation when growing.
     * An image that already has the size is returned as it is.
     */
    public static RgbImage resize(final RgbImage image, final int width, final int height) {
        if (image.width() == width && image.height() == height) {
            return image;
        }

        final Mat source = OpenCv.toBgr(image);
        final Mat target = new Mat();
        try {
            final boolean shrinks = width < image.width() || height < image.height();
            Imgproc.resize(source, target, new Size(width, height), 0, 0, shrinks ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
            return OpenCv.fromBgr(target);
        } finally {
            source.release();
            target.release();
        }
    }
}
