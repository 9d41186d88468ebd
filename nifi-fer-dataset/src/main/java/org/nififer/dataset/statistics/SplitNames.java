package org.nififer.dataset.statistics;

import org.nififer.dataset.Split;

import java.util.Optional;

/**
 * The splits in the order of {@link Split}, and none after them.
 */
final class SplitNames {

    /** What stands for samples of no split. */
    static final String NONE = "none";
    /** Three splits and none. */
    static final int COUNT = Split.values().length + 1;

    private SplitNames() {
    }

    static int number(final Optional<Split> split) {
        return split.map(Split::ordinal).orElse(COUNT - 1);
    }

    static String name(final int number) {
        return number == COUNT - 1 ? NONE : Split.values()[number].label();
    }
}
