package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

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
}
