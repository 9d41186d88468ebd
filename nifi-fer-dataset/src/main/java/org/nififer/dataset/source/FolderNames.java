package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.dataset.Split;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people name the folders of expressions and splits, misspellings that are published included.
 */
final class FolderNames {

    private static final Map<String, Expression> EXPRESSIONS = expressions();

    /** A number that only sorts, as in {@code 3_happy}. */
    private static final Pattern SORTING_NUMBER = Pattern.compile("\\d+[ ._-]+(?=\\p{L})");

    /** {@code train}, {@code train_set}, {@code Val-class}, {@code test.tar}, {@code PublicTest}, {@code FER2013Valid}; not {@code val_kilmer}, which is somebody's name. */
    private static final Pattern SPLIT = Pattern.compile("(?:fer2013)?(?<split>train(?:ing)?|val(?:id(?:ation)?)?|test(?:ing)?|publictest|privatetest)"
            + "(?:[ ._-]+(?:sets?|class(?:es)?|data(?:set)?|images?|imgs?|faces?|photos?|pictures?|aligned|cropped|original|labels?|annotations?|list|split|folder|tar|zip|t?gz"
            + "|\\d+))*");

    private FolderNames() {
    }

    private static Map<String, Expression> expressions() {
        final Map<Expression, List<String>> names = Map.of(
                Expression.FEAR, List.of("fear", "fearful", "fearfull", "afraid", "scared"),
                Expression.SADNESS, List.of("sad", "sadness", "sadnes"),
                Expression.HAPPINESS, List.of("happy", "happiness", "happines", "hapiness", "hapinness", "joy"),
                Expression.ANGER, List.of("anger", "angry", "angery"),
                Expression.DISGUST, List.of("disgust", "disgusted", "disguest", "disgusting"),
                Expression.SURPRISE, List.of("surprise", "surprised", "suprise", "suprised", "surprize", "surprized"),
                Expression.NEUTRAL, List.of("neutral", "neutrality", "netural", "nuetral"),
                Expression.CONTEMPT, List.of("contempt", "contemptuous", "contemt", "comtempt"));
        final Map<String, Expression> expressions = new HashMap<>();
        names.forEach((expression, synonyms) -> synonyms.forEach(synonym -> expressions.put(synonym, expression)));
        return expressions;
    }

    static Optional<Expression> expression(final String folder) {
        final String name = folder.strip().toLowerCase(Locale.ROOT);
        return Optional.ofNullable(EXPRESSIONS.get(SORTING_NUMBER.matcher(name).replaceFirst("")));
    }

    static Optional<Split> split(final String folder) {
        final Matcher matcher = SPLIT.matcher(folder.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }

        return Optional.of(switch (matcher.group("split")) {
            case "train", "training" -> Split.TRAIN;
            case "val", "valid", "validation", "publictest" -> Split.VALIDATION;
            default -> Split.TEST;
        });
    }
}
