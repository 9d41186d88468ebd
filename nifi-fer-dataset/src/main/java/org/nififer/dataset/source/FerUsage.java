package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Split;

import java.util.Locale;
import java.util.Map;

/**
 * The column Usage of FER-2013 and FER+.
 */
final class FerUsage {

    static final String COLUMN = "usage";

    private static final Map<String, Split> SPLITS = Map.of("Training", Split.TRAIN, "PublicTest", Split.VALIDATION, "PrivateTest", Split.TEST);

    private FerUsage() {
    }

    static Split split(final String usage) throws InvalidSampleException {
        final Split split = SPLITS.get(usage);
        if (split == null) {
            throw new InvalidSampleException("usage", String.format(Locale.ROOT, "Usage %s; expected Training, PublicTest or PrivateTest", InvalidInputException.quote(usage)));
        }

        return split;
    }

    /** The word of a split. */
    static String of(final Split split) {
        return SPLITS.entrySet().stream().filter(usage -> usage.getValue() == split).findFirst().orElseThrow().getKey();
    }
}
