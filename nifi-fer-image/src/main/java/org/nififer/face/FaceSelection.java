package org.nififer.face;

import org.nififer.common.RgbImage;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Which faces of a photo are searched for, and which of those that a detector sees are taken.
 *
 * @param searchSize   the longer side of what the detector looks at, 64 to {@value #LARGEST_SEARCH_SIZE} pixels, to which larger photos are shrunk; empty for what the photo needs
 * @param minimumScore 0 to 1, on the scale of the detector; empty for the detector's own threshold
 * @param minimumSize  what the longer side of a box has at least, in pixels of the photo, 0 or more
 * @param maximumFaces how many are taken of one photo, 1 or more, the largest; empty for all
 */
public record FaceSelection(OptionalInt searchSize, OptionalDouble minimumScore, int minimumSize, OptionalInt maximumFaces) {

    /** Every face that the detector finds with its own threshold. */
    public static final FaceSelection ALL = new FaceSelection(OptionalInt.empty(), OptionalDouble.empty(), 0, OptionalInt.empty());

    /** The longer side of a photo of 50 megapixels is not much longer. */
    public static final int LARGEST_SEARCH_SIZE = 8192;
    /** Smaller than this no face is seen. */
    public static final int SMALLEST_SEARCH_SIZE = 64;

    public FaceSelection {
        if (searchSize.isPresent() && (searchSize.getAsInt() < SMALLEST_SEARCH_SIZE || searchSize.getAsInt() > LARGEST_SEARCH_SIZE)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A search size of %d pixels; expected %d to %d, or auto", searchSize.getAsInt(),
                    SMALLEST_SEARCH_SIZE, LARGEST_SEARCH_SIZE));
        }

        if (minimumScore.isPresent() && !(minimumScore.getAsDouble() >= 0 && minimumScore.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A score threshold of %s; expected 0 to 1", minimumScore.getAsDouble()));
        }

        if (minimumSize < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A minimum face size of %d pixels; expected 0 or more", minimumSize));
        }

        if (maximumFaces.isPresent() && maximumFaces.getAsInt() < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "At most %d faces; expected 1 or more", maximumFaces.getAsInt()));
        }
    }

    /** A detector that returns those of the faces that another one finds, which it takes over and closes with itself. */
    FaceDetector selecting(final FaceDetector detector) {
        return new Selecting(detector, this);
    }

    /** Those of some faces that are taken, the highest score first as before. */
    List<Face> of(final List<Face> faces) {
        final List<Face> taken = faces.stream().filter(this::isTaken).toList();
        if (maximumFaces.isEmpty() || taken.size() <= maximumFaces.getAsInt()) {
            return taken;
        }

        final Stream<Face> largest = taken.stream().sorted(Comparator.comparingDouble((Face face) -> face.box().area()).reversed()).limit(maximumFaces.getAsInt());
        return largest.sorted(Comparator.comparingDouble(Face::score).reversed()).toList();
    }

    private boolean isTaken(final Face face) {
        return face.score() >= minimumScore.orElse(0) && Math.max(face.box().width(), face.box().height()) >= minimumSize;
    }

    /**
     * Returns a selection of the faces that another detector finds.
     */
    private record Selecting(FaceDetector detector, FaceSelection selection) implements FaceDetector {

        @Override
        public String name() {
            return detector.name();
        }

        @Override
        public List<Face> detect(final RgbImage photo) {
            return selection.of(detector.detect(photo));
        }

        @Override
        public void close() {
            detector.close();
        }
    }
}
