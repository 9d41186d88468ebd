package org.nififer.image;

import org.nififer.common.RgbImage;

/**
 * The filters of PNG (ISO/IEC 15948, clause 9): a row is stored as what its bytes differ by from those to the left and above.
 */
final class PngFilter {

    private PngFilter() {
    }

    /**
     * Turns a filtered row into its samples.
     *
     * @param row   the number of its filter, then its bytes
     * @param above the row above without its filter, likewise; zeros above the first one
     * @param step  bytes from a pixel to the next, at least 1
     */
    static void undo(final byte[] row, final byte[] above, final int step) throws ImageFaultException {
        switch (row[0]) {
            case 0 -> {
                return;
            }
            case 1 -> {
                for (int first = 1; first <= step; first++) {
                    int left = 0;
                    for (int index = first; index < row.length; index += step) {
                        left += row[index];
                        row[index] = (byte) left;
                    }
                }
            }
            case 2 -> {
                for (int index = 1; index < row.length; index++) {
                    row[index] += above[index];
                }
            }
            case 3 -> {
                for (int first = 1; first <= step; first++) {
                    int left = 0;
                    for (int index = first; index < row.length; index += step) {
                        left = row[index] + (left + (above[index] & 0xFF) >> 1) & 0xFF;
                        row[index] = (byte) left;
                    }
                }
            }
            case 4 -> {
                if (step == RgbImage.CHANNELS) {
                    unpredictColours(row, above);
                } else {
                    unpredict(row, above, step);
                }
            }
            default -> throw ImageFaultException.damaged("a row has the filter %d", row[0]);
        }
    }

    private static void unpredict(final byte[] row, final byte[] above, final int step) {
        for (int first = 1; first <= step; first++) {
            int left = 0;
            int corner = 0;
            for (int index = first; index < row.length; index += step) {
                final int up = above[index] & 0xFF;
                left = row[index] + predicted(left, up, corner) & 0xFF;
                row[index] = (byte) left;
                corner = up;
            }
        }
    }

    /** The same for the most frequent kind: the three channels side by side, so that none waits for another. */
    private static void unpredictColours(final byte[] row, final byte[] above) {
        int red = 0;
        int green = 0;
        int blue = 0;
        int redCorner = 0;
        int greenCorner = 0;
        int blueCorner = 0;
        for (int index = 1; index < row.length; index += RgbImage.CHANNELS) {
            final int redUp = above[index] & 0xFF;
            final int greenUp = above[index + 1] & 0xFF;
            final int blueUp = above[index + 2] & 0xFF;
            red = row[index] + predicted(red, redUp, redCorner) & 0xFF;
            green = row[index + 1] + predicted(green, greenUp, greenCorner) & 0xFF;
            blue = row[index + 2] + predicted(blue, blueUp, blueCorner) & 0xFF;
            row[index] = (byte) red;
            row[index + 1] = (byte) green;
            row[index + 2] = (byte) blue;
            redCorner = redUp;
            greenCorner = greenUp;
            blueCorner = blueUp;
        }
    }

    /** The predictor of Paeth: whichever of left, above and above left is nearest to left + above - above left. */
    private static int predicted(final int left, final int up, final int corner) {
        final int toLeft = Math.abs(up - corner);
        final int toUp = Math.abs(left - corner);
        final int toCorner = Math.abs(left + up - 2 * corner);
        final int nearer = toUp <= toCorner ? up : corner;
        return toLeft <= Math.min(toUp, toCorner) ? left : nearer;
    }
}
