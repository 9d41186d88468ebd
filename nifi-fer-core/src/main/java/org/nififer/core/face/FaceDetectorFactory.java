package org.nififer.core.face;

import org.nififer.core.InvalidInputException;

import java.nio.file.Path;

/**
 * Describes a face detector that is known to work; thread-safe, and every thread opens a detector of its own from it.
 */
public interface FaceDetectorFactory {

    /** What results call the detectors of this factory. */
    String name();

    /** Opens a detector for one thread, which closes it. */
    FaceDetector open();

    /**
     * The factory of a setting, with every default of the detector.
     *
     * @param setting {@code haar}, {@code none} (the whole image is the one face) or the path of YuNet's .onnx file
     * @throws InvalidInputException with {@code INVALID_SETTING} for anything else, a missing file, or one that is not YuNet
     */
    static FaceDetectorFactory parse(final String setting) throws InvalidInputException {
        return switch (setting) {
            case HaarFaceDetector.NAME -> new NamedFaceDetectorFactory(HaarFaceDetector.NAME, HaarFaceDetector::new);
            case WholeImageFaceDetector.NAME -> new NamedFaceDetectorFactory(WholeImageFaceDetector.NAME, WholeImageFaceDetector::new);
            default -> YuNetFaceDetectorFactory.parse(setting);
        };
    }

    /**
     * The factory of a YuNet file.
     *
     * @param onnx           the file; it is read once, here
     * @param scoreThreshold 0 to 1, see {@link YuNetFaceDetector#DEFAULT_SCORE_THRESHOLD}
     * @throws InvalidInputException with {@code INVALID_SETTING} where the file is missing or not YuNet
     */
    static FaceDetectorFactory yuNet(final Path onnx, final double scoreThreshold) throws InvalidInputException {
        return YuNetFaceDetectorFactory.of(onnx, scoreThreshold);
    }
}
