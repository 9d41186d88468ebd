package org.nififer.trainer.evaluation;

import org.nififer.core.dataset.Split;

import java.util.Locale;

/**
 * What an evaluation finds out.
 *
 * @param split     which samples
 * @param mistakes  how many of the most confident mistakes are kept with their images, 0 (no image of a person) to {@value #MAXIMUM_MISTAKES}
 * @param features  of how many samples the features are compared, 0 (no comparison) to {@value #MAXIMUM_FEATURES}
 * @param resamples of the bootstrap, 1 or more
 * @param seed      of all that is drawn by chance
 */
public record EvaluationSettings(Split split, int mistakes, int features, int resamples, long seed) {

    /** The most mistakes. */
    public static final int MAXIMUM_MISTAKES = 200;
    /** The mistakes where nothing else is asked for. */
    public static final int DEFAULT_MISTAKES = 24;
    /** The most features: 5,000 of Swin-T, before and after the excitation, are 31 MB. */
    public static final int MAXIMUM_FEATURES = 5000;

    private static final int FEATURES = 2000;
    private static final int RESAMPLES = 1000;

    public EvaluationSettings {
        require(mistakes >= 0 && mistakes <= MAXIMUM_MISTAKES, "%d mistakes; expected 0 (none) to %d", mistakes, MAXIMUM_MISTAKES);
        require(features >= 0 && features <= MAXIMUM_FEATURES, "Features of %d samples; expected 0 (none) to %d", features, MAXIMUM_FEATURES);
        require(resamples >= 1, "%d resamples; expected 1 or more", resamples);
    }

    private static void require(final boolean condition, final String message, final Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
        }
    }

    /** The usual sizes. */
    public static EvaluationSettings of(final Split split, final int mistakes, final long seed) {
        return new EvaluationSettings(split, mistakes, FEATURES, RESAMPLES, seed);
    }
}
