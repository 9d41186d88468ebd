package org.nififer.trainer.evaluation;

import java.util.List;

/**
 * How far the confidence of a model can be taken for the chance to be right (Guo et al., 2017).
 *
 * @param ece  the expected calibration error: the mean distance of accuracy and confidence over the bins, weighted by their samples, 0 (best) to 1
 * @param bins of equal width from 0 to 1, for the reliability diagram
 */
public record Calibration(double ece, List<Bin> bins) {

    /**
     * The samples whose confidence lies in a range.
     *
     * @param from       the lower end, exclusive except 0
     * @param to         the upper end, inclusive
     * @param samples    how many there are
     * @param confidence their mean confidence; 0 without samples
     * @param accuracy   the part of them that got the right answer; 0 without samples
     */
    public record Bin(double from, double to, long samples, double confidence, double accuracy) {
    }
}
