package org.nififer.face;

import org.nififer.common.InvalidInputException;

import java.util.function.Supplier;

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
     * @see #parse(String, FaceSelection)
     */
    static FaceDetectorFactory parse(final String setting) throws InvalidInputException {
        return parse(setting, FaceSelection.ALL);
    }

    /**
     * The factory of a setting.
     *
     * @param setting   {@code haar}, {@code none} (the whole image is the one face) or the path of YuNet's .onnx file, which is read once, here
     * @param selection which of the faces the detectors return
     * @throws InvalidInputException with {@code INVALID_SETTING} for any other setting, a missing file, or one that is not YuNet
     */
    static FaceDetectorFactory parse(final String setting, final FaceSelection selection) throws InvalidInputException {
        final FaceDetectorFactory factory = switch (setting) {
            case HaarFaceDetector.NAME -> new Named(HaarFaceDetector.NAME, () -> new HaarFaceDetector(selection.searchSize()));
            case WholeImageFaceDetector.NAME -> new Named(WholeImageFaceDetector.NAME, WholeImageFaceDetector::new);
            default -> YuNetFaceDetectorFactory.parse(setting, selection);
        };
        if (selection.equals(FaceSelection.ALL)) {
            return factory;
        }

        return new Named(factory.name(), () -> selection.selecting(factory.open()));
    }

    /**
     * A name and a way to open the detectors that have it.
     */
    record Named(String name, Supplier<FaceDetector> constructor) implements FaceDetectorFactory {

        @Override
        public FaceDetector open() {
            return constructor.get();
        }
    }
}
