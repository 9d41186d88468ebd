package org.nififer.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts for each pair of models which of the two was right. Not thread-safe.
 */
final class PairedAnswers {

    /** {@code [first][second][whether the first was right][whether the second was]} */
    private final long[][][][] counts;

    PairedAnswers(final int models) {
        counts = new long[models][models][2][2];
    }

    /** Adds one sample: which of the models got it right. */
    void add(final boolean[] right) {
        for (int first = 0; first < right.length; first++) {
            for (int second = first + 1; second < right.length; second++) {
                counts[first][second][right[first] ? 1 : 0][right[second] ? 1 : 0]++;
            }
        }
    }

    /** The tests of all pairs, in the order of the models. */
    List<McNemarTest> tests(final List<String> names) {
        final List<McNemarTest> tests = new ArrayList<>();
        for (int first = 0; first < names.size(); first++) {
            for (int second = first + 1; second < names.size(); second++) {
                final long[][] pair = counts[first][second];
                tests.add(McNemarTest.of(names.get(first), names.get(second), pair[1][1], pair[1][0], pair[0][1], pair[0][0]));
            }
        }

        return List.copyOf(tests);
    }
}
