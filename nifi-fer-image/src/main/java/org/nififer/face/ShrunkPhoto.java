package org.nififer.face;

import org.nififer.common.RgbImage;
import org.nififer.image.OpenCv;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * A photo as detectors look at it: BGR, the longer side at most a limit, with the factor that leads back to the photo.
 */
final class ShrunkPhoto implements AutoCloseable {

    private final Mat bgr;
    private final double scale;

    /**
     * Shrinks with area interpolation; a photo within the limit keeps its size.
     *
     * @param longerSideLimit pixels
     */
    ShrunkPhoto(final RgbImage photo, final int longerSideLimit) {
        bgr = OpenCv.toBgr(photo);
        scale = shrink(bgr, bgr, longerSideLimit);
    }

    /** A smaller one of one that is shrunk already, which is faster than starting from the photo again. */
    ShrunkPhoto(final ShrunkPhoto larger, final int longerSideLimit) {
        bgr = new Mat();
        scale = larger.scale * shrink(larger.bgr, bgr, longerSideLimit);
    }

    /** The shrunk photo {@code [height, width, 3]}; released with this object. */
    Mat bgr() {
        return bgr;
    }

    /** Shrunk pixels per photo pixel, more than 0 and at most 1. */
    double scale() {
        return scale;
    }

    @Override
    public void close() {
        bgr.release();
    }

    private static double shrink(final Mat source, final Mat target, final int longerSideLimit) {
        final double scale = Math.min(1, (double) longerSideLimit / Math.max(source.cols(), source.rows()));
        if (scale < 1) {
            // Very long and thin photos keep at least one pixel.
            final Size size = new Size(Math.max(1, Math.round(source.cols() * scale)), Math.max(1, Math.round(source.rows() * scale)));
            Imgproc.resize(source, target, size, 0, 0, Imgproc.INTER_AREA);
        } else if (source != target) {
            source.copyTo(target);
        }

        return scale;
    }
}
