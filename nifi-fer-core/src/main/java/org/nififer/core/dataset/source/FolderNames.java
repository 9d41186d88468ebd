package org.nififer.core.dataset.source;

import org.nififer.core.Expression;
import org.nififer.core.dataset.Split;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How people name the folders of expressions and splits.
 */
final class FolderNames {

    private static final Map<String, Expression> EXPRESSIONS = Map.ofEntries(
            Map.entry("fear", Expression.FEAR), Map.entry("fearful", Expression.FEAR), Map.entry("afraid", Expression.FEAR),
            Map.entry("sad", Expression.SADNESS), Map.entry("sadness", Expression.SADNESS),
            Map.entry("happy", Expression.HAPPINESS), Map.entry("happiness", Expression.HAPPINESS), Map.entry("joy", Expression.HAPPINESS),
            Map.entry("anger", Expression.ANGER), Map.entry("angry", Expression.ANGER),
            Map.entry("disgust", Expression.DISGUST), Map.entry("disgusted", Expression.DISGUST),
            Map.entry("surprise", Expression.SURPRISE), Map.entry("surprised", Expression.SURPRISE),
            Map.entry("neutral", Expression.NEUTRAL), Map.entry("neutrality", Expression.NEUTRAL),
            Map.entry("contempt", Expression.CONTEMPT), Map.entry("contemptuous", Expression.CONTEMPT));

    private static final Map<String, Split> SPLITS = Map.of("train", Split.TRAIN, "training", Split.TRAIN,
            "val", Split.VALIDATION, "valid", Split.VALIDATION, "validation", Split.VALIDATION,
            "test", Split.TEST, "testing", Split.TEST);

    private FolderNames() {
    }

    static Optional<Expression> expression(final String folder) {
        return Optional.ofNullable(EXPRESSIONS.get(folder.strip().toLowerCase(Locale.ROOT)));
    }

    static Optional<Split> split(final String folder) {
        return Optional.ofNullable(SPLITS.get(folder.strip().toLowerCase(Locale.ROOT)));
    }
}
