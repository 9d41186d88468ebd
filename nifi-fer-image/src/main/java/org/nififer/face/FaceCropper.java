package org.nififer.face;

import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageResizer;
import org.nififer.image.OpenCv;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts a face from a photo as a square image. With landmarks a similarity transform turns, scales and shifts the face
 * onto the {@linkplain #TEMPLATE template}; without them the crop is the square around the centre of the box.
 * Both show the same part of a face, because the template was measured on crops of such boxes.
 *
 * <p>A face is sampled on {@value #SAMPLED_SIDE} pixels, or on as many as the crop has where these are more, and then averaged down to the size of the crop. So a
 * network sees the same pixels whether it is given a photo or a crop of {@value #SAMPLED_SIDE} pixels from a dataset, which it averages down as well. An image
 * that is the face as a whole is only {@linkplain ImageResizer resized}, as the images of a dataset are.
 *
 * <p>What lies outside the photo repeats the photo's border: a black edge would be a shape that training never shows.
 * Thread-safe.
 */
public final class FaceCropper {

    /**
     * Where the landmarks come to lie in a crop of side 1: the medians of YuNet's points on 2,867 training images of
     * FER-2013, made symmetrical. CK+48 (981 images) and the boxes of the Haar cascade have theirs within 0.015 of them.
     */
    static final Landmarks TEMPLATE = new Landmarks(
        new Point(0.314, 0.382), new Point(0.686, 0.382), new Point(0.5, 0.596), new Point(0.348, 0.765), new Point(0.652, 0.765));

    /** The side of the crops of datasets where nothing else is said, and the least on which a face is sampled. */
    public static final int SAMPLED_SIDE = 224;

    /** A crop larger than this serves no network and would let one face fill the memory. */
    private static final int LARGEST_SIZE = 4096;

    /** The least scale of an alignment, as a part of the scale that the box asks for. */
    private static final double SMALLEST_ALIGNED_SCALE = 0.3;

    private final int size;
    private final int sampledSide;
    private final double margin;
    private final boolean aligned;

    /**
     * A cropper with the framing of the common datasets: aligned and without a margin.
     *
     * @param size the side of the crops, 1 to 4096 pixels
     */
    public FaceCropper(final int size) {
        this(size, 0, true);
    }

    /**
     * A cropper.
     *
     * @param size    the side of the crops, 1 to 4096 pixels
     * @param margin  what is added on each side of the square, as a part of its side, more than -0.5: 0.1 shows a square of 1.2 sides
     * @param aligned whether landmarks are used; without them the crop is the square around the box, and a tilted face stays tilted
     */
    public FaceCropper(final int size, final double margin, final boolean aligned) {
        if (size < 1 || size > LARGEST_SIZE) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A crop has a side of 1 to %d pixels, got %d", LARGEST_SIZE, size));
        }

        if (!(margin > -0.5 && margin <= 10)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "The margin of a crop is more than -0.5 and at most 10, got %s", margin));
        }

        this.size = size;
        this.sampledSide = Math.max(size, SAMPLED_SIDE);
        this.margin = margin;
        this.aligned = aligned;
    }

    /** The crop of a face, {@code size x size}. */
    public RgbImage crop(final RgbImage photo, final Face face) {
        return ImageResizer.resize(isWhole(photo, face) ? photo : warp(photo, toSampled(face)), size, size);
    }

    private boolean isWhole(final RgbImage photo, final Face face) {
        return margin == 0 && face.landmarks().filter(landmarks -> aligned).isEmpty() && face.box().equals(new BoundingBox(0, 0, photo.width(), photo.height()));
    }

    private SimilarityTransform toSampled(final Face face) {
        final double inner = sampledSide / (1 + 2 * margin);
        final BoundingBox box = face.box();
        final double scale = inner / Math.max(box.width(), box.height());
        final Optional<SimilarityTransform> alignment = face.landmarks().filter(landmarks -> aligned).flatMap(landmarks -> align(landmarks, inner));
        // Points in disorder, as of a face seen from behind, cancel each other out; then the box is the better guide.
        if (alignment.isPresent() && alignment.get().scale() > SMALLEST_ALIGNED_SCALE * scale) {
            return alignment.get();
        }

        final double centreX = box.left() + box.width() / 2;
        final double centreY = box.top() + box.height() / 2;
        return new SimilarityTransform(scale, 0, sampledSide / 2.0 - scale * centreX, sampledSide / 2.0 - scale * centreY);
    }

    private Optional<SimilarityTransform> align(final Landmarks landmarks, final double inner) {
        final double outer = (sampledSide - inner) / 2;
        final List<Point> target = TEMPLATE.points().stream().map(point -> new Point(point.x() * inner + outer, point.y() * inner + outer)).toList();
        if (Set.copyOf(landmarks.points()).size() == 1) {
            return Optional.empty();
        }

        return Optional.of(SimilarityTransform.leastSquares(landmarks.points(), target));
    }

    private RgbImage warp(final RgbImage photo, final SimilarityTransform toSampled) {
        final PixelRegion region = region(photo, toSampled);
        final Mat source = OpenCv.toRgb(photo, region.left(), region.top(), region.width(), region.height());
        final Mat sampled = new Mat();
        final Mat matrix = new Mat(2, 3, CvType.CV_64F);
        try {
            double shrinkX = 1;
            double shrinkY = 1;
            if (toSampled.scale() < 1) {
                // A bilinear sample sees the pixels next to it alone and would skip others, so the photo is averaged down to the scale of the samples before.
                final Size shrunk = new Size(Math.max(1, Math.round(region.width() * toSampled.scale())), Math.max(1, Math.round(region.height() * toSampled.scale())));
                Imgproc.resize(source, source, shrunk, 0, 0, Imgproc.INTER_AREA);
                shrinkX = shrunk.width / region.width();
                shrinkY = shrunk.height / region.height();
            }

            // From the shrunk region to the samples; the halves are between OpenCV's pixel centres and the pixels' corners.
            final double a = toSampled.a();
            final double b = toSampled.b();
            final Point corner = toSampled.apply(new Point(region.left() + 0.5 / shrinkX, region.top() + 0.5 / shrinkY));
            matrix.put(0, 0, a / shrinkX, -b / shrinkY, corner.x() - 0.5, b / shrinkX, a / shrinkY, corner.y() - 0.5);
            Imgproc.warpAffine(source, sampled, matrix, new Size(sampledSide, sampledSide), Imgproc.INTER_LINEAR, Core.BORDER_REPLICATE);
            return OpenCv.fromRgb(sampled);
        } finally {
            matrix.release();
            sampled.release();
            source.release();
        }
    }

    /** The part of the photo that the samples need, with a sample around it for the interpolation, at least one pixel. */
    private PixelRegion region(final RgbImage photo, final SimilarityTransform toSampled) {
        final SimilarityTransform toPhoto = toSampled.inverse();
        final double border = Math.max(1, toPhoto.scale());
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (final Point corner : List.of(new Point(0, 0), new Point(sampledSide, 0), new Point(0, sampledSide), new Point(sampledSide, sampledSide))) {
            final Point point = toPhoto.apply(corner);
            left = Math.min(left, point.x());
            top = Math.min(top, point.y());
            right = Math.max(right, point.x());
            bottom = Math.max(bottom, point.y());
        }

        final int firstX = Math.clamp((long) Math.floor(left - border), 0, photo.width() - 1);
        final int firstY = Math.clamp((long) Math.floor(top - border), 0, photo.height() - 1);
        final int endX = Math.clamp((long) Math.ceil(right + border), firstX + 1, photo.width());
        final int endY = Math.clamp((long) Math.ceil(bottom + border), firstY + 1, photo.height());
        return new PixelRegion(firstX, firstY, endX - firstX, endY - firstY);
    }

    private record PixelRegion(int left, int top, int width, int height) {
    }
}
