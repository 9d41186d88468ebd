package org.nififer.face;

import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;
import org.nififer.image.OpenCv;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Rect;
import org.opencv.core.Size;
import org.opencv.objdetect.FaceDetectorYN;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * YuNet (Wu, Peng and Yu, 2023): a small network that finds faces with five landmarks, from an ONNX file of the OpenCV
 * Zoo that the operator names. It sees faces of 10 to 300 pixels, so a photo is looked at in several sizes: shrunk to 640 pixels, and to 240 for the faces that fill it.
 * Where the photo is larger, a look at twice the size finds smaller faces. By itself the detector goes on doubling as long as that brings further faces, up to
 * {@value #LARGEST_AUTOMATIC_SIZE} pixels. Each look costs four times the one before: a large portrait five times the first look, a large crowd twenty-one times.
 * With a search size it takes all looks up to that size, whatever they bring.
 */
public final class YuNetFaceDetector implements FaceDetector {

    /** Finds 43 of the 43 faces this default was measured on, without a false one; the network's usual 0.9 finds 36. */
    public static final double DEFAULT_SCORE_THRESHOLD = 0.75;

    private static final double OVERLAP_THRESHOLD = 0.3;

    private static final int CANDIDATES = 5000;

    /** The longer side of the first look, pixels. */
    private static final int FIRST_LOOK = 640;

    private static final int LARGEST_AUTOMATIC_SIZE = 2560;

    /** A look at less than so many times the size of the one before shows little that is new. */
    private static final double LEAST_GROWTH = 1.5;

    /** Pixels of a face in a further look that the look before has shown large enough; what is found of this size and is new is a part of something else. */
    private static final int LARGEST_FURTHER_FACE = 64;

    private static final int CLOSE_UP_LONGER_SIDE = 240;

    /** The part of the longer side that a face of the second look takes at least; smaller ones are the first look's. */
    private static final double CLOSE_UP_SHARE = 0.25;

    /** The longest side of a frame of a further look, pixels: 2 x 2 of them cover the largest automatic look. */
    private static final int TILE = 1344;

    /** Twice the largest face of a further look. */
    private static final int TILE_OVERLAP = 128;

    /** In frames with a side of 32 pixels or less OpenCV 4.9 reads memory that nobody wrote and reports faces of any size. */
    private static final int SMALLEST_SIDE = 64;

    /** The columns of a row of the result: box, five points, score. */
    private static final int COLUMNS = 15;

    private final String name;
    private final OptionalInt searchSize;
    private final FaceDetectorYN network;

    /**
     * Opens a detector.
     *
     * @param name      what results call it
     * @param onnx      the bytes of the ONNX file
     * @param selection its search size and score threshold; what else it selects is the caller's
     * @throws org.opencv.core.CvException where OpenCV cannot read the network
     */
    YuNetFaceDetector(final String name, final byte[] onnx, final FaceSelection selection) {
        OpenCv.load();
        this.name = name;
        this.searchSize = selection.searchSize();
        final float scoreThreshold = (float) selection.minimumScore().orElse(DEFAULT_SCORE_THRESHOLD);
        final MatOfByte model = new MatOfByte(onnx);
        final MatOfByte noConfiguration = new MatOfByte();
        try {
            network = FaceDetectorYN.create("onnx", model, noConfiguration, new Size(1, 1), scoreThreshold, (float) OVERLAP_THRESHOLD, CANDIDATES);
        } finally {
            noConfiguration.release();
            model.release();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Face> detect(final RgbImage photo) {
        final int longerSide = Math.max(photo.width(), photo.height());
        final int limit = Math.min(longerSide, searchSize.orElse(LARGEST_AUTOMATIC_SIZE));
        final List<Face> faces;
        try (ShrunkPhoto largest = new ShrunkPhoto(photo, limit); ShrunkPhoto firstLook = new ShrunkPhoto(largest, FIRST_LOOK)) {
            faces = detect(firstLook);
            if (longerSide > CLOSE_UP_LONGER_SIDE) {
                addCloseUps(firstLook, CLOSE_UP_SHARE * longerSide, faces);
            }

            boolean goesOn = true;
            for (int side = FIRST_LOOK; goesOn && side * LEAST_GROWTH <= limit; side *= 2) {
                goesOn = addSmallFaces(largest, Math.min(2 * side, limit), faces) || searchSize.isPresent();
            }
        }

        faces.sort(Comparator.comparingDouble(Face::score).reversed());
        return faces;
    }

    @Override
    public void close() {
        // OpenCV's Java classes free the network with the object itself.
    }

    /**
     * A second look at a small frame finds what fills the first; it costs a seventh of the first.
     *
     * @param smallest the height of a face, in pixels of the photo, from which the second look is believed
     */
    private void addCloseUps(final ShrunkPhoto firstLook, final double smallest, final List<Face> faces) {
        final List<Face> closeUps;
        try (ShrunkPhoto secondLook = new ShrunkPhoto(firstLook, CLOSE_UP_LONGER_SIDE)) {
            closeUps = detect(secondLook);
        }

        for (final Face closeUp : closeUps) {
            final boolean known = faces.stream().anyMatch(face -> face.box().intersectionOverUnion(closeUp.box()) > OVERLAP_THRESHOLD);
            if (!known && closeUp.box().height() >= smallest) {
                faces.add(closeUp);
            }
        }
    }

    /** A further look for the faces that were too small before, in tiles, so that the memory of a look has a bound; whether there are any. */
    private boolean addSmallFaces(final ShrunkPhoto photo, final int longerSide, final List<Face> faces) {
        final int before = faces.size();
        try (ShrunkPhoto look = new ShrunkPhoto(photo, longerSide)) {
            for (final int top : tiles(look.bgr().rows())) {
                for (final int left : tiles(look.bgr().cols())) {
                    addSmallFaces(look, new Rect(left, top, Math.min(TILE, look.bgr().cols() - left), Math.min(TILE, look.bgr().rows() - top)), faces);
                }
            }
        }

        return faces.size() > before;
    }

    /** Where tiles begin that cover a side, each with an overlap that holds a whole face. */
    private static int[] tiles(final int side) {
        return IntStream.iterate(0, start -> start == 0 || start + TILE_OVERLAP < side, start -> start + TILE - TILE_OVERLAP).toArray();
    }

    private void addSmallFaces(final ShrunkPhoto look, final Rect place, final List<Face> faces) {
        final Mat tile = look.bgr().submat(place);
        try {
            for (final Face inTile : detect(tile, 1)) {
                final BoundingBox box = inTile.box();
                // What a border between two tiles cuts is whole in one of them.
                final boolean cut = place.x > 0 && box.left() < 1 || place.y > 0 && box.top() < 1
                        || place.x + place.width < look.bgr().cols() && box.left() + box.width() > place.width - 1
                        || place.y + place.height < look.bgr().rows() && box.top() + box.height() > place.height - 1;
                final Face face = inTile.moved(place.x, place.y, 1 / look.scale());
                if (!cut && box.height() <= LARGEST_FURTHER_FACE && faces.stream().noneMatch(known -> known.box().covers(face.box()))) {
                    faces.add(face);
                }
            }
        } finally {
            tile.release();
        }
    }

    private List<Face> detect(final ShrunkPhoto shrunk) {
        return detect(shrunk.bgr(), shrunk.scale());
    }

    /**
     * The faces of one frame.
     *
     * @param scale pixels of the frame per pixel of what the faces are to be in
     */
    private List<Face> detect(final Mat bgr, final double scale) {
        final List<Face> faces = new ArrayList<>();
        final Mat frame = new Mat();
        final Mat rows = new Mat();
        try {
            final int right = Math.max(0, SMALLEST_SIDE - bgr.cols());
            final int below = Math.max(0, SMALLEST_SIDE - bgr.rows());
            Core.copyMakeBorder(bgr, frame, 0, below, 0, right, Core.BORDER_CONSTANT | Core.BORDER_ISOLATED);
            network.setInputSize(frame.size());
            network.detect(frame, rows);
            final float[] row = new float[COLUMNS];
            for (int index = 0; index < rows.rows(); index++) {
                rows.get(index, 0, row);
                faces.add(toFace(row, scale));
            }
        } finally {
            rows.release();
            frame.release();
        }

        return faces;
    }

    private static Face toFace(final float[] row, final double scale) {
        final List<Point> points = new ArrayList<>(Landmarks.COUNT);
        for (int column = 4; column < 4 + 2 * Landmarks.COUNT; column += 2) {
            points.add(new Point(row[column] / scale, row[column + 1] / scale));
        }

        final BoundingBox box = new BoundingBox(row[0] / scale, row[1] / scale, row[2] / scale, row[3] / scale);
        return new Face(box, Math.min(1, row[COLUMNS - 1]), Optional.of(Landmarks.of(points)));
    }
}
