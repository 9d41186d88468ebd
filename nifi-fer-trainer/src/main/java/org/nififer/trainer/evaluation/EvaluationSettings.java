package org.nififer.trainer.evaluation;

import org.nififer.common.Expression;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.Split;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What an evaluation finds out.
 *
 * @param split     which samples
 * @param labels    by which of their labels
 * @param leftOut   expressions that are not measured: samples of them are left out, and answers are the best of the others
 * @param mistakes  how many of the most confident mistakes are kept with their images, 0 (no image of a person) to {@value #MAXIMUM_MISTAKES}
 * @param features  of how many samples the features are compared, 0 (no comparison) to {@value #MAXIMUM_FEATURES}
 * @param resamples of the bootstrap, 1 or more
 * @param seed      of all that is drawn by chance
 */
public record EvaluationSettings(Split split, LabelSet labels, Set<Expression> leftOut, int mistakes, int features, int resamples, long seed) {

    /** The most mistakes. */
    public static final int MAXIMUM_MISTAKES = 200;
    /** The mistakes where nothing else is asked for. */
    public static final int DEFAULT_MISTAKES = 24;
    /** The most features: 5,000 of Swin-T, before and after the excitation, are 31 MB. */
    public static final int MAXIMUM_FEATURES = 5000;

    private static final int FEATURES = 2000;
    private static final int RESAMPLES = 1000;

    public EvaluationSettings {
        leftOut = Collections.unmodifiableSet(leftOut.isEmpty() ? EnumSet.noneOf(Expression.class) : EnumSet.copyOf(leftOut));
        require(leftOut.size() < Expression.all().size() - 1, "%s are left out; expected two expressions at least that are measured", leftOut);
        require(mistakes >= 0 && mistakes <= MAXIMUM_MISTAKES, "%d mistakes; expected 0 (none) to %d", mistakes, MAXIMUM_MISTAKES);
        require(features >= 0 && features <= MAXIMUM_FEATURES, "Features of %d samples; expected 0 (none) to %d", features, MAXIMUM_FEATURES);
        require(resamples >= 1, "%d resamples; expected 1 or more", resamples);
    }

    private static void require(final boolean condition, final String message, final Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, arguments));
        }
    }

    /** An evaluation of all expressions by the labels that the dataset gives. */
    public EvaluationSettings(final Split split, final int mistakes, final int features, final int resamples, final long seed) {
        this(split, LabelSet.MAJORITY, Set.of(), mistakes, features, resamples, seed);
    }

    /** The same by other labels, of fewer expressions. */
    public EvaluationSettings withLabels(final LabelSet other, final Set<Expression> without) {
        return new EvaluationSettings(split, other, without, mistakes, features, resamples, seed);
    }

    /** The usual sizes. */
    public static EvaluationSettings of(final Split split, final int mistakes, final long seed) {
        return new EvaluationSettings(split, mistakes, FEATURES, RESAMPLES, seed);
    }
}
