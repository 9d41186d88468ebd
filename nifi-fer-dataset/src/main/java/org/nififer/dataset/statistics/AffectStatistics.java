package org.nififer.dataset.statistics;

import org.nififer.common.Expression;

import java.util.List;

/**
 * Valence and arousal, over the originals that have them.
 *
 * @param samples how many have them
 * @param valence unpleasant -1 to pleasant 1
 * @param arousal calm -1 to excited 1
 * @param classes the means of each expression that has them
 */
public record AffectStatistics(long samples, Distribution valence, Distribution arousal, List<ClassAffect> classes) {

    /**
     * The affect of an expression.
     *
     * @param expression the label
     * @param samples    how many have valence and arousal
     * @param valence    their mean
     * @param arousal    their mean
     */
    public record ClassAffect(Expression expression, long samples, double valence, double arousal) {
    }
}
