package org.nififer.trainer.cli;

import org.nififer.core.InvalidInputException;
import org.nififer.core.face.FaceDetectorFactory;
import org.nififer.core.face.FaceSelection;
import org.nififer.core.face.FaceSettings;
import org.nififer.core.image.ExifOrientation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How faces are found in photos and cut out of them.
 */
final class FaceOptions {

    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--face-detector", defaultValue = "haar", paramLabel = "haar|none|YUNET.onnx",
            description = "haar is embedded (default); none takes the whole image as the one face; YuNet comes by its file.")
    private String detector;

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

    /**
     * The settings that were asked for.
     *
     * @throws InvalidInputException where the detector is not known, or its file is missing or another one
     * @throws ParameterException    for a number out of its range
     */
    FaceSettings settings() throws InvalidInputException {
        try {
            final FaceSelection selection = new FaceSelection(scoreThreshold == null ? OptionalDouble.empty() : OptionalDouble.of(scoreThreshold), minimumSize,
                    maximumFaces == null ? OptionalInt.empty() : OptionalInt.of(maximumFaces));
            return new FaceSettings(FaceDetectorFactory.parse(detector, selection), orientation, margin, !unaligned);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
