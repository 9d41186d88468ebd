package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

import java.util.ArrayList;
import java.util.List;

/**
 * McNemar's test (1947) of two models on the same samples: how likely so large a difference would be, were both equally often right.
 *
 * @param first      the name of one model
 * @param second     the name of the other
 * @param bothRight  samples that both got right
 * @param onlyFirst  samples that only the first got right
 * @param onlySecond samples that only the second got right
 * @param bothWrong  samples that both got wrong
 * @param method     {@value #EXACT} or {@value #CHI_SQUARED}
 * @param statistic  the chi-squared with continuity correction, of one degree of freedom; null where the exact test was taken
 * @param pValue     two-sided, 0 to 1
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record McNemarTest(String first, String second, long bothRight, long onlyFirst, long onlySecond, long bothWrong, String method, Double statistic, double pValue) {

    /** The name of the two-sided binomial test. */
    public static final String EXACT = "exact binomial";
    /** The name of the approximation. */
    public static final String CHI_SQUARED = "chi-squared with continuity correction";

    /** With fewer samples on which the models differ, the approximation is poor. */
    private static final long SMALLEST_FOR_CHI_SQUARED = 25;

    static McNemarTest of(final String first, final String second, final long bothRight, final long onlyFirst, final long onlySecond, final long bothWrong) {
        final long differing = onlyFirst + onlySecond;
        if (differing < SMALLEST_FOR_CHI_SQUARED) {
            final double tail = new BinomialDistribution((int) differing, 0.5).cumulativeProbability((int) Math.min(onlyFirst, onlySecond));
            return new McNemarTest(first, second, bothRight, onlyFirst, onlySecond, bothWrong, EXACT, null, Math.min(1, 2 * tail));
        }

        final double distance = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1);
        final double statistic = distance * distance / differing;
        return new McNemarTest(first, second, bothRight, onlyFirst, onlySecond, bothWrong, CHI_SQUARED, statistic,
                1 - new ChiSquaredDistribution(1).cumulativeProbability(statistic));
    }

    /**
     * Counts for each pair of models which of the two was right. Not thread-safe.
     */
    static final class Pairs {

        /** {@code [first][second][whether the first was right][whether the second was]} */
        private final long[][][][] counts;

        Pairs(final int models) {
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
}
