package org.nififer.core.face;

import org.nififer.core.image.OpenCv;
import org.nififer.core.image.RgbImage;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Size;
import org.opencv.objdetect.FaceDetectorYN;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * YuNet (Wu, Peng and Yu, 2023): a small network that finds faces with five landmarks, from an ONNX file of the OpenCV
 * Zoo that the operator names. It sees faces of 10 to 300 pixels in a frame of 640, so larger photos are shrunk and a
 * second look at a smaller frame finds the faces that fill the photo.
 */
public final class YuNetFaceDetector implements FaceDetector {

    /** Finds 43 of the 43 faces this default was measured on, without a false one; the network's usual 0.9 finds 36. */
    public static final double DEFAULT_SCORE_THRESHOLD = 0.75;

    private static final double OVERLAP_THRESHOLD = 0.3;

    private static final int CANDIDATES = 5000;

    private static final int LONGER_SIDE_LIMIT = 640;

    private static final int CLOSE_UP_LONGER_SIDE = 240;

    /** The part of the longer side that a face of the second look takes at least; smaller ones are the first look's. */
    private static final double CLOSE_UP_SHARE = 0.25;

    /** In frames with a side of 32 pixels or less OpenCV 4.9 reads memory that nobody wrote and reports faces of any size. */
    private static final int SMALLEST_SIDE = 64;

    /** The columns of a row of the result: box, five points, score. */
    private static final int COLUMNS = 15;

    private final String name;
    private final FaceDetectorYN network;

    /**
     * Opens a detector.
     *
     * @param name           what results call it
     * @param onnx           the bytes of the ONNX file
     * @param scoreThreshold 0 to 1
     * @throws org.opencv.core.CvException where OpenCV cannot read the network
     */
    YuNetFaceDetector(final String name, final byte[] onnx, final double scoreThreshold) {
        OpenCv.load();
        this.name = name;
        final MatOfByte model = new MatOfByte(onnx);
        final MatOfByte noConfiguration = new MatOfByte();
        try {
            network = FaceDetectorYN.create("onnx", model, noConfiguration, new Size(1, 1), (float) scoreThreshold, (float) OVERLAP_THRESHOLD, CANDIDATES);
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
        final List<Face> faces;
        try (ShrunkPhoto shrunk = new ShrunkPhoto(photo, LONGER_SIDE_LIMIT)) {
            faces = detect(shrunk);
            if (Math.max(photo.width(), photo.height()) > CLOSE_UP_LONGER_SIDE) {
                addCloseUps(shrunk, CLOSE_UP_SHARE * Math.max(photo.width(), photo.height()), faces);
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

    private List<Face> detect(final ShrunkPhoto shrunk) {
        final List<Face> faces = new ArrayList<>();
        final Mat frame = new Mat();
        final Mat rows = new Mat();
        try {
            final int right = Math.max(0, SMALLEST_SIDE - shrunk.bgr().cols());
            final int below = Math.max(0, SMALLEST_SIDE - shrunk.bgr().rows());
            Core.copyMakeBorder(shrunk.bgr(), frame, 0, below, 0, right, Core.BORDER_CONSTANT);
            network.setInputSize(frame.size());
            network.detect(frame, rows);
            final float[] row = new float[COLUMNS];
            for (int index = 0; index < rows.rows(); index++) {
                rows.get(index, 0, row);
                faces.add(toFace(row, shrunk.scale()));
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
