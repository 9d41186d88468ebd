package org.nififer.weights;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Words about pickles for error messages.
 */
final class PickleNames {

    /** How to get a file that can be read. */
    static final String ADVICE = "In Python, torch.save(model.state_dict(), 'FILE.pth') or safetensors.torch.save_file(model.state_dict(), 'FILE.safetensors') "
            + "writes the weights alone";

    private static final int LONGEST = 120;

    private PickleNames() {
    }

    /** What a value is, without looking into it: it may contain itself. */
    static String kind(final Object value) {
        return switch (value) {
            case final String text -> String.format(Locale.ROOT, "the text '%s'", printable(text));
            case final Number number -> "the number " + number;
            case final Boolean truth -> "the truth value " + truth;
            case final Object[] tuple -> String.format(Locale.ROOT, "a tuple of %d", tuple.length);
            case final List<?> list -> String.format(Locale.ROOT, "a list of %d", list.size());
            case final Map<?, ?> dict -> String.format(Locale.ROOT, "a dict of %d", dict.size());
            case final TensorView tensor -> "a tensor";
            case final StorageReference storage -> "a storage";
            case final PickleFunction function -> function.qualifiedName();
            case final ElementType type -> "a type of storage";
            default -> "None";
        };
    }

    /** A text of a file, short and without what would confuse a terminal or a log. */
    static String printable(final String text) {
        final String start = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
