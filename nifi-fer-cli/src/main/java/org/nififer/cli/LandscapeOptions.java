package org.nififer.cli;

import org.nififer.trainer.landscape.LandscapeSettings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which loss landscape is computed, if any.
 */
final class LandscapeOptions {

    private static final Pattern GRID = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    @Spec(Target.MIXEE)
    private CommandSpec specification;

    @Option(names = "--landscape", paramLabel = "COLUMNSxROWS", description = "Computes the loss at that many points around each model, such as 21x21 (odd numbers): a pass over "
            + "--landscape-samples samples for each point. A .onnx gets none, since its weights cannot be moved.")
    private String grid;

    @Option(names = "--landscape-samples", defaultValue = "" + LandscapeSettings.DEFAULT_SAMPLES, paramLabel = "N", description = "Samples whose loss is taken.")
    private int samples;

    @Option(names = "--landscape-range", defaultValue = "" + LandscapeSettings.DEFAULT_RANGE, paramLabel = "R",
            description = "How far the points reach; 1 is as far as the weights of a filter are from 0.")
    private double range;

    /** Empty where no landscape is asked for. */
    Optional<LandscapeSettings> settings(final long seed) {
        if (grid == null) {
            return Optional.empty();
        }

        final Matcher matcher = GRID.matcher(grid);
        if (!matcher.matches()) {
            throw new ParameterException(specification.commandLine(), String.format(Locale.ROOT, "--landscape '%s'; expected columns and rows, such as 21x21", grid));
        }

        try {
            return Optional.of(new LandscapeSettings(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), range, samples, seed));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(specification.commandLine(), e.getMessage(), e);
        }
    }
}
