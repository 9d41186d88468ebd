package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.util.MathArrays;
import org.nififer.common.Expression;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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

    private static final int AXES = 2;
    /** Two points always lie on a line. */
    private static final int FEWEST_SAMPLES = 3;

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

    /**
     * The map of some samples.
     *
     * @param labels   the expression of each, at least one
     * @param features of each, all of one length
     */
    static FeatureMap of(final List<Expression> labels, final List<float[]> features) {
        final Map<Expression, List<double[]>> classes = new EnumMap<>(Expression.class);
        final double[][] values = new double[labels.size()][];
        for (int sample = 0; sample < values.length; sample++) {
            values[sample] = doubles(features.get(sample));
            classes.computeIfAbsent(labels.get(sample), label -> new ArrayList<>()).add(values[sample]);
        }

        final Map<Expression, double[]> centres = new EnumMap<>(Expression.class);
        classes.forEach((label, members) -> centres.put(label, centre(members)));
        final List<ClassDistances> perClass = new ArrayList<>();
        classes.forEach((label, members) -> perClass.add(distances(label, members, centres)));
        final double intraClass = perClass.stream().mapToDouble(row -> row.intraClass() * row.samples()).sum() / labels.size();
        final double interClass = interClass(List.copyOf(centres.values()));
        final Double separation = intraClass > 0 ? interClass / intraClass : null;
        return withMap(new FeatureMap(intraClass, interClass, separation, List.copyOf(perClass), List.of(), List.of()), labels, values, centres.values().iterator().next());
    }

    private static double[] doubles(final float[] values) {
        final double[] doubles = new double[values.length];
        for (int index = 0; index < values.length; index++) {
            doubles[index] = values[index];
        }

        return doubles;
    }

    private static double[] centre(final List<double[]> members) {
        final double[] sum = new double[members.getFirst().length];
        for (final double[] member : members) {
            for (int index = 0; index < sum.length; index++) {
                sum[index] += member[index];
            }
        }

        return MathArrays.scale(1.0 / members.size(), sum);
    }

    private static ClassDistances distances(final Expression label, final List<double[]> members, final Map<Expression, double[]> centres) {
        final double[] centre = centres.get(label);
        final double intraClass = members.stream().mapToDouble(member -> MathArrays.distance(member, centre)).average().orElseThrow();
        String nearest = null;
        Double nearestDistance = null;
        for (final Map.Entry<Expression, double[]> other : centres.entrySet()) {
            final double distance = MathArrays.distance(centre, other.getValue());
            if (other.getKey() != label && (nearest == null || distance < nearestDistance)) {
                nearest = other.getKey().label();
                nearestDistance = distance;
            }
        }

        return new ClassDistances(label.label(), members.size(), intraClass, nearest, nearestDistance);
    }

    private static double interClass(final List<double[]> centres) {
        double sum = 0;
        int pairs = 0;
        for (int first = 0; first < centres.size(); first++) {
            for (int second = first + 1; second < centres.size(); second++) {
                sum += MathArrays.distance(centres.get(first), centres.get(second));
                pairs++;
            }
        }

        return pairs == 0 ? 0 : sum / pairs;
    }

    /**
     * Adds the map.
     *
     * @param corner what lies in its upper right quarter, since a component has no sign: maps of the same samples look alike
     */
    private static FeatureMap withMap(final FeatureMap distances, final List<Expression> labels, final double[][] values, final double[] corner) {
        if (values.length < FEWEST_SAMPLES || values[0].length < AXES) {
            return distances;
        }

        final double[] centre = centre(List.of(values));
        final Array2DRowRealMatrix scatter = new Array2DRowRealMatrix(scatter(values, centre), false);
        if (!(scatter.getTrace() > 0)) {
            return distances;
        }

        // The eigenvalues come in descending order.
        final EigenDecompositionSymmetric components = new EigenDecompositionSymmetric(scatter);
        final double[] first = towards(components.getEigenvector(0).toArray(), MathArrays.ebeSubtract(corner, centre));
        final double[] second = towards(components.getEigenvector(1).toArray(), MathArrays.ebeSubtract(corner, centre));
        final List<Point> points = new ArrayList<>();
        for (int sample = 0; sample < values.length; sample++) {
            final double[] centred = MathArrays.ebeSubtract(values[sample], centre);
            points.add(new Point(labels.get(sample).label(), MathArrays.linearCombination(centred, first), MathArrays.linearCombination(centred, second)));
        }

        return new FeatureMap(distances.intraClass(), distances.interClass(), distances.separation(), distances.perClass(),
                List.of(components.getEigenvalue(0) / scatter.getTrace(), components.getEigenvalue(1) / scatter.getTrace()), List.copyOf(points));
    }

    private static double[] towards(final double[] axis, final double[] point) {
        return MathArrays.linearCombination(axis, point) < 0 ? MathArrays.scale(-1, axis) : axis;
    }

    /** The covariance matrix times the number of samples. */
    private static double[][] scatter(final double[][] values, final double[] centre) {
        final double[][] scatter = new double[centre.length][centre.length];
        for (final double[] value : values) {
            final double[] centred = MathArrays.ebeSubtract(value, centre);
            for (int row = 0; row < centred.length; row++) {
                for (int column = 0; column < centred.length; column++) {
                    scatter[row][column] += centred[row] * centred[column];
                }
            }
        }

        return scatter;
    }
}
