package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.face.FaceDetectorFactory;
import org.nififer.face.FaceSelection;
import org.nififer.face.FaceSettings;
import org.nififer.face.HaarFaceDetector;
import org.nififer.image.ExifOrientation;
import org.nififer.recognition.YuNetDownload;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How faces are found in photos and cut out of them.
 */
final class FaceOptions {

    private static final String AUTO = "auto";

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--face-detector", defaultValue = "haar", paramLabel = "haar|none|yunet|YUNET.onnx",
            description = "haar is embedded (default); none takes the whole image as the one face; yunet finds far more faces than haar: its file is fetched once from the "
                    + "OpenCV Zoo and kept in ~/.cache/nifi-fer/models, or named here.")
    private String detector;

    @Option(names = "--search-size", defaultValue = AUTO, paramLabel = "auto|N",
            description = "The longer side to which larger photos are shrunk for the search, pixels; smaller faces want more, which costs time by its square. auto (default) "
                    + "is 1024 for haar; for yunet 640, 1280 as well where the photo is larger, and 2560 where that brought further faces.")
    private String searchSize;

    @Option(names = "--score-threshold", paramLabel = "S",
            description = "Faces with a lower score, 0 to 1, are left out; the detector's own threshold by default: 0.75 of YuNet, 0.33 of haar.")
    private Double scoreThreshold;

    @Option(names = "--minimum-face-size", defaultValue = "0", paramLabel = "N",
            description = "Smaller faces are left out: pixels of the longer side of the box (default ${DEFAULT-VALUE}).")
    private int minimumSize;

    @Option(names = "--maximum-faces", paramLabel = "N", description = "Of each photo the largest so many faces; all by default.")
    private Integer maximumFaces;

    @Option(names = "--margin", defaultValue = "0", paramLabel = "M", description = "What is added on each side, as a part of the face's side (default ${DEFAULT-VALUE}).")
    private double margin;

    @Option(names = "--no-alignment", description = "Leaves tilted faces tilted; else they are turned upright by their landmarks, which YuNet finds.")
    private boolean unaligned;

    @Option(names = "--exif-orientation", defaultValue = "apply", converter = Converters.Orientation.class, completionCandidates = Converters.Orientation.class,
            paramLabel = "CHOICE", description = "One of ${COMPLETION-CANDIDATES}: apply turns photos upright as their EXIF data say (default).")
    private ExifOrientation orientation;

    private OptionalInt searchSize() {
        try {
            return AUTO.equals(searchSize) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(searchSize));
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "--search-size is '%s'; expected auto or a number of pixels, %d to %d", searchSize,
                    FaceSelection.SMALLEST_SEARCH_SIZE, FaceSelection.LARGEST_SEARCH_SIZE), e);
        }
    }

    /** What was asked for; where YuNet cannot be fetched, Haar stands in. */
    private String availableDetector() throws InvalidInputException {
        final PrintWriter err = spec.commandLine().getErr();
        final String available = YuNetDownload.ofThisMachine().detector(detector, line -> {
            err.println(line);
            err.flush();
        });
        if (scoreThreshold != null && available.equals(HaarFaceDetector.NAME) && !detector.equals(HaarFaceDetector.NAME)) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "--score-threshold %s is meant for YuNet, and Haar scores otherwise; leave "
                    + "it out, or choose --face-detector haar", scoreThreshold));
        }

        return available;
    }

    /**
     * The settings that were asked for.
     *
     * @throws InvalidInputException where the detector is not known, or its file is missing or another one, or where Haar would have to stand in with a threshold for YuNet
     * @throws ParameterException    for a number out of its range
     */
    FaceSettings settings() throws InvalidInputException {
        final FaceSelection selection = CommonOptions.settings(spec, () -> new FaceSelection(searchSize(),
                scoreThreshold == null ? OptionalDouble.empty() : OptionalDouble.of(scoreThreshold), minimumSize,
                maximumFaces == null ? OptionalInt.empty() : OptionalInt.of(maximumFaces)));
        final FaceDetectorFactory detectorFactory = FaceDetectorFactory.parse(availableDetector(), selection);
        return CommonOptions.settings(spec, () -> new FaceSettings(detectorFactory, orientation, margin, !unaligned, 0));
    }

    /**
     * Which faces get an answer.
     */
    static final class SmallestFace {

        @Spec(Target.MIXEE)
        private CommandSpec spec;

        @Option(names = "--smallest-answered-face", defaultValue = "" + FaceSettings.DEFAULT_SMALLEST, paramLabel = "N",
                description = "Smaller faces are told as too small and get no answer, which would be a guess: pixels of the longer side of the box (default ${DEFAULT-VALUE}); "
                        + "0 for an answer for all.")
        private int smallest;

        /**
         * The settings with it.
         *
         * @throws ParameterException where it is negative
         */
        FaceSettings applyTo(final FaceSettings settings) {
            return CommonOptions.settings(spec, () -> settings.withSmallest(smallest));
        }
    }
}
