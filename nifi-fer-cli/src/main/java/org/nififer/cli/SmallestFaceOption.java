package org.nififer.cli;

import org.nififer.face.FaceSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * Which faces get an answer.
 */
final class SmallestFaceOption {

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
        try {
            return settings.withSmallest(smallest);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
