package org.nififer.face;

import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;
import org.nififer.common.UnfinishedFiles;
import org.nififer.image.OpenCv;
import org.opencv.core.Mat;
import org.opencv.core.MatOfInt;
import org.opencv.core.MatOfRect;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.CascadeClassifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * The Haar cascade of Viola and Jones (2001) for frontal faces as OpenCV trained it. It is embedded, so it always works;
 * it finds upright frontal faces only, gives no landmarks and takes furniture for faces now and then (on the photos it
 * was measured on: 39 of 43 faces and one that is none; a finer scale step finds two more and 13 that are none).
 *
 * <p>The score says how many overlapping windows {@code n} agreed on the face: {@code n / (n + 10)}, which is 0.33 for
 * the fewest accepted (5), 0.5 for 10 and 0.8 for 40.
 */
public final class HaarFaceDetector implements FaceDetector {

    /** The name in settings and results. */
    public static final String NAME = "haar";

    private static final String CASCADE = "haarcascade_frontalface_default.xml";

    /** The longer side of what the cascade looks at where nothing else is said; its windows start at 24 pixels, and more of them bring more furniture. */
    private static final int DEFAULT_SEARCH_SIZE = 1024;

    private static final double SCALE_STEP = 1.1;

    private static final int MINIMUM_NEIGHBORS = 5;

    private static final double HALF_SCORE_NEIGHBORS = 10;

    private final CascadeClassifier cascade;
    private final int searchSize;

    /** A detector with its own search size. */
    public HaarFaceDetector() {
        this(OptionalInt.empty());
    }

    /**
     * Loads the embedded cascade, which takes some 50 milliseconds.
     *
     * @param searchSize the longer side of what the cascade looks at, pixels
     */
    HaarFaceDetector(final OptionalInt searchSize) {
        this.searchSize = searchSize.orElse(DEFAULT_SEARCH_SIZE);
        OpenCv.load();
        cascade = loadCascade();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Face> detect(final RgbImage photo) {
        final List<Face> faces = new ArrayList<>();
        final MatOfRect rectangles = new MatOfRect();
        final MatOfInt neighbors = new MatOfInt();
        final Mat grey = new Mat();
        try (ShrunkPhoto shrunk = new ShrunkPhoto(photo, searchSize)) {
            Imgproc.cvtColor(shrunk.bgr(), grey, Imgproc.COLOR_BGR2GRAY);
            Imgproc.equalizeHist(grey, grey);
            cascade.detectMultiScale2(grey, rectangles, neighbors, SCALE_STEP, MINIMUM_NEIGHBORS, 0, new Size(), new Size());
            // An empty result has no type that toArray could read.
            final Rect[] found = rectangles.empty() ? new Rect[0] : rectangles.toArray();
            for (int index = 0; index < found.length; index++) {
                final double count = neighbors.get(index, 0)[0];
                faces.add(new Face(toBox(found[index], shrunk.scale()), count / (count + HALF_SCORE_NEIGHBORS)));
            }
        } finally {
            grey.release();
            neighbors.release();
            rectangles.release();
        }

        faces.sort(Comparator.comparingDouble(Face::score).reversed());
        return faces;
    }

    @Override
    public void close() {
        // OpenCV's Java classes free the cascade with the object itself.
    }

    private static BoundingBox toBox(final Rect rectangle, final double scale) {
        return new BoundingBox(rectangle.x / scale, rectangle.y / scale, rectangle.width / scale, rectangle.height / scale);
    }

    /** OpenCV reads cascades from files only, so the resource becomes one for a moment. */
    private static CascadeClassifier loadCascade() {
        try (InputStream resource = HaarFaceDetector.class.getResourceAsStream(CASCADE)) {
            if (resource == null) {
                throw new IllegalStateException(String.format(Locale.ROOT, "%s is missing beside %s", CASCADE, HaarFaceDetector.class.getName()));
            }

            final Path file = UnfinishedFiles.createTemporary("haarcascade", ".xml");
            try {
                Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
                final CascadeClassifier cascade = new CascadeClassifier(file.toString());
                if (cascade.empty()) {
                    throw new IllegalStateException(String.format(Locale.ROOT, "OpenCV cannot read the embedded cascade %s", CASCADE));
                }

                return cascade;
            } finally {
                UnfinishedFiles.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException("The embedded cascade cannot be written to the temporary folder", e);
        }
    }
}
