package org.nififer.trainer.landscape;

/**
 * The loss around a model (the paper's Figure 4), in a plane of two random directions.
 *
 * @param columns   the coordinates along the first direction, ascending; 1 is as far as the weights of a filter are from 0
 * @param rows      the coordinates along the second direction
 * @param losses    {@code [row][column]}, mean cross-entropy; NaN or infinite where float32 cannot tell it
 * @param loss      of the model itself, which is in the middle
 * @param radius    within which the sharpness is looked for: half of the range
 * @param sharpness how far the loss rises at most within the radius: the highest loss there less that of the model, 0 or more; the lower, the flatter
 * @param samples   whose mean loss was taken
 * @param seed      of the directions and the samples
 */
public record Landscape(double[] columns, double[] rows, double[][] losses, double loss, double radius, double sharpness, int samples, long seed) {

    static Landscape of(final LandscapeSettings settings, final double[][] losses, final int samples) {
        final double[] columns = coordinates(settings, settings.columns());
        final double[] rows = coordinates(settings, settings.rows());
        final double loss = losses[rows.length / 2][columns.length / 2];
        final double radius = settings.range() / 2;
        double highest = loss;
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                if (Math.hypot(rows[row], columns[column]) <= radius) {
                    // Math.max hands on NaN.
                    highest = Math.max(highest, losses[row][column]);
                }
            }
        }

        return new Landscape(columns, rows, losses, loss, radius, highest - loss, samples, settings.seed());
    }

    private static double[] coordinates(final LandscapeSettings settings, final int points) {
        final double[] coordinates = new double[points];
        for (int point = 0; point < points; point++) {
            coordinates[point] = settings.coordinate(point, points);
        }

        return coordinates;
    }
}
