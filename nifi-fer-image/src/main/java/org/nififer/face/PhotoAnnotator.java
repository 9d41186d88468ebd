package org.nififer.face;

import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;
import org.nififer.image.OpenCv;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

import java.util.List;

/**
 * Draws boxes with labels on a copy of a photo. The letters are OpenCV's own, so no fonts have to be installed; they
 * cover ASCII, anything else becomes a question mark.
 */
public final class PhotoAnnotator {

    private static final int FONT = Imgproc.FONT_HERSHEY_SIMPLEX;

    /** The height in pixels of a capital letter at font scale 1. */
    private static final double LETTER_HEIGHT = 22;

    private static final double SMALLEST_LETTER = 9;

    /** RGB; black on yellow is readable for everyone, and no skin or wall has this yellow. */
    private static final Scalar BOX = new Scalar(255, 214, 0);

    private static final Scalar OUTLINE = new Scalar(30, 30, 30);

    private PhotoAnnotator() {
    }

    /**
     * A box and what is written at it.
     *
     * @param box  pixels of the photo; parts may lie outside
     * @param text one line, ASCII; empty for a box without a label
     */
    public record Annotation(BoundingBox box, String text) {
    }

    /** A new image with all annotations; labels stand above their boxes and always inside the photo. */
    public static RgbImage annotate(final RgbImage photo, final List<Annotation> annotations) {
        final Mat rgb = OpenCv.toRgb(photo, 0, 0, photo.width(), photo.height());
        try {
            final int line = Math.max(1, Math.round(Math.max(photo.width(), photo.height()) / 400f));
            for (final Annotation annotation : annotations) {
                drawBox(rgb, annotation.box(), line);
            }

            // Labels come last, so that no box of a neighbour crosses them.
            for (final Annotation annotation : annotations) {
                if (!annotation.text().isEmpty()) {
                    drawLabel(rgb, annotation, line);
                }
            }

            return OpenCv.fromRgb(rgb);
        } finally {
            rgb.release();
        }
    }

    private static void drawBox(final Mat rgb, final BoundingBox box, final int line) {
        final Point start = new Point(Math.round(box.left()), Math.round(box.top()));
        final Point end = new Point(Math.round(box.left() + box.width()) - 1.0, Math.round(box.top() + box.height()) - 1.0);
        Imgproc.rectangle(rgb, start, end, OUTLINE, line + 2, Imgproc.LINE_AA);
        Imgproc.rectangle(rgb, start, end, BOX, line, Imgproc.LINE_AA);
    }

    private static void drawLabel(final Mat rgb, final Annotation annotation, final int line) {
        final int padding = 2 + line;
        final double wanted = Math.max(SMALLEST_LETTER, Math.max(rgb.cols(), rgb.rows()) / 55.0) / LETTER_HEIGHT;
        final Size full = Imgproc.getTextSize(annotation.text(), FONT, wanted, line, null);
        // A text wider than the photo gets smaller letters.
        final double scale = Math.min(wanted, wanted * Math.max(1, rgb.cols() - 2 * padding) / Math.max(1, full.width));
        final int[] baseline = new int[1];
        final Size text = Imgproc.getTextSize(annotation.text(), FONT, scale, line, baseline);
        final double width = text.width + 2 * padding;
        final double height = text.height + baseline[0] + 2 * padding;

        final BoundingBox box = annotation.box();
        final double left = Math.clamp(Math.round(box.left()), 0, Math.max(0, rgb.cols() - width));
        final double top = Math.clamp(Math.round(box.top() - height), 0, Math.max(0, rgb.rows() - height));
        Imgproc.rectangle(rgb, new Point(left, top), new Point(left + width - 1, top + height - 1), BOX, Imgproc.FILLED);
        Imgproc.putText(rgb, annotation.text(), new Point(left + padding, top + padding + text.height), FONT, scale, OUTLINE, line, Imgproc.LINE_AA);
    }
}
