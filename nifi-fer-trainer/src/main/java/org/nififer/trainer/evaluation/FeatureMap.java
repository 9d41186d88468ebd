package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.List;

/**
 * Distances of features, Euclidean, and a map of them.
 *
 * @param intraClass the mean distance of a sample to the centre of its class
 * @param interClass the mean distance of the centres of two classes; 0 where there is one class only
 * @param separation inter-class by intra-class distance: the larger, the better the classes are told apart. Unlike the two it can be compared between models, and before and after
 *                   the excitation, which shrinks all distances. Null where the samples of each class are one point
 * @param perClass   of each expression that was drawn
 * @param explained  the part of the variance that each axis of the map shows; empty where there is no map
 * @param points     of the map: the two principal components with the largest variance; not in the JSON
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureMap(double intraClass, double interClass, Double separation, List<ClassDistances> perClass, List<Double> explained, @JsonIgnore List<Point> points) {

    /**
     * The distances of one class.
     *
     * @param label           the expression
     * @param samples         how many were drawn
     * @param intraClass      their mean distance to their centre
     * @param nearest         the expression whose centre is nearest to that of this one; null where there is no other
     * @param nearestDistance of the two centres; null where there is no other
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ClassDistances(String label, int samples, double intraClass, String nearest, Double nearestDistance) {
    }

    /**
     * A sample in the map.
     *
     * @param label the expression it shows
     * @param x     along the first axis
     * @param y     along the second axis
     */
    public record Point(String label, double x, double y) {
    }
}
