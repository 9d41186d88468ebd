package org.nififer.face;

import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.opencv.core.CvException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads and tries a YuNet file once; its detectors share the bytes, so that a file replaced later changes nothing.
 */
final class YuNetFaceDetectorFactory implements FaceDetectorFactory {

    private static final String EXTENSION = ".onnx";

    /** YuNet has 0.2 MB; other detectors of its kind stay far below this, and nothing larger is read into memory. */
    private static final long LARGEST_FILE = 64L << 20;

    private static final int TRIAL_SIDE = 64;

    private final String name;
    private final byte[] onnx;
    private final FaceSelection selection;

    private YuNetFaceDetectorFactory(final String name, final byte[] onnx, final FaceSelection selection) {
        this.name = name;
        this.onnx = onnx;
        this.selection = selection;
    }

    static YuNetFaceDetectorFactory parse(final String setting, final FaceSelection selection) throws InvalidInputException {
        if (!setting.toLowerCase(Locale.ROOT).endsWith(EXTENSION)) {
            throw invalid(String.format(Locale.ROOT, "Face detector '%s' is not known; expected %s, %s or the path of an .onnx file", setting, HaarFaceDetector.NAME,
                    WholeImageFaceDetector.NAME), null);
        }

        try {
            return of(Path.of(setting), selection);
        } catch (final InvalidPathException e) {
            throw invalid(String.format(Locale.ROOT, "Face detector '%s' is not a path", setting), e);
        }
    }

    static YuNetFaceDetectorFactory of(final Path file, final FaceSelection selection) throws InvalidInputException {
        final YuNetFaceDetectorFactory factory = new YuNetFaceDetectorFactory(file.getFileName().toString(), read(file), selection);
        try (FaceDetector detector = factory.open()) {
            detector.detect(RgbImage.black(TRIAL_SIDE, TRIAL_SIDE));
        } catch (final CvException | IllegalStateException e) {
            throw invalid(String.format(Locale.ROOT, "Face detector file %s is not a YuNet network in ONNX format that OpenCV can run", file), e);
        }

        return factory;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public FaceDetector open() {
        return new YuNetFaceDetector(name, onnx, selection);
    }

    private static byte[] read(final Path file) throws InvalidInputException {
        if (!Files.isRegularFile(file)) {
            throw invalid(String.format(Locale.ROOT, "Face detector file %s does not exist or is not a file", file), null);
        }

        try {
            final long size = Files.size(file);
            if (size == 0 || size > LARGEST_FILE) {
                throw invalid(String.format(Locale.ROOT, "Face detector file %s has %,d bytes; expected 1 to %,d", file, size, LARGEST_FILE), null);
            }

            final byte[] content = Files.readAllBytes(file);
            final FileKind kind = FileKind.of(content);
            // The repository that YuNet comes from keeps it in Git LFS.
            if (kind != FileKind.ONNX && kind != FileKind.UNKNOWN) {
                throw invalid("Face detector file " + kind.refusal(file.toString(), "a YuNet network in ONNX format"), null);
            }

            return content;
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final IOException e) {
            throw invalid(String.format(Locale.ROOT, "Face detector file %s cannot be read: %s", file, e.getMessage()), e);
        }
    }

    private static InvalidInputException invalid(final String message, final Exception cause) {
        return new InvalidInputException(Code.INVALID_SETTING, message, cause);
    }
}
