package org.nififer.core.dataset.source;

import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.Affect;
import org.nififer.core.dataset.HashNumbers;
import org.nififer.core.dataset.Sha256;
import org.nififer.core.dataset.Split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the tables of AffectNet say of each image, found by the end of its path: 62 bytes a row at most, since there are 420,000 and
 * more. Not thread-safe.
 */
final class AffectNetRows {

    private static final int BOX_NUMBERS = 4;
    private static final byte INVALID = -1;
    private static final byte TAKEN = -2;
    private static final int INITIAL_CAPACITY = 1024;
    private static final int MAXIMUM_TABLES = 100;

    private final HashNumbers paths = new HashNumbers();
    private final List<String> tables = new ArrayList<>();
    private final List<Optional<Split>> splits = new ArrayList<>();
    /** The id of the expression, or what became of the row. */
    private byte[] states = new byte[INITIAL_CAPACITY];
    private byte[] tableNumbers = new byte[INITIAL_CAPACITY];
    private int[] lines = new int[INITIAL_CAPACITY];
    private int[] boxes = new int[BOX_NUMBERS * INITIAL_CAPACITY];
    /** Not a number where there is none. */
    private double[] valences = new double[INITIAL_CAPACITY];
    private double[] arousals = new double[INITIAL_CAPACITY];

    /**
     * The rows that are added from here on belong to another table.
     *
     * @throws InvalidInputException for more tables than anybody has
     */
    void beginTable(final String where, final Optional<Split> split) throws InvalidInputException {
        if (tables.size() == MAXIMUM_TABLES) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is one table too many; expected at most %d", where, MAXIMUM_TABLES));
        }

        tables.add(where);
        splits.add(split);
    }

    /**
     * Adds a row.
     *
     * @param path the image
     * @param line of the table
     * @return its number, or empty where the path has a row already, which stays
     */
    OptionalInt add(final String path, final long line) {
        final int size = paths.size();
        final int row = paths.number(hash(path));
        if (row < size) {
            return OptionalInt.empty();
        }

        if (row == states.length) {
            final int capacity = Math.multiplyExact(2, row);
            states = Arrays.copyOf(states, capacity);
            tableNumbers = Arrays.copyOf(tableNumbers, capacity);
            lines = Arrays.copyOf(lines, capacity);
            boxes = Arrays.copyOf(boxes, Math.multiplyExact(BOX_NUMBERS, capacity));
            valences = Arrays.copyOf(valences, capacity);
            arousals = Arrays.copyOf(arousals, capacity);
        }

        states[row] = INVALID;
        tableNumbers[row] = (byte) (tables.size() - 1);
        lines[row] = Math.toIntExact(line);
        return OptionalInt.of(row);
    }

    /** Completes a row, which is invalid until then. */
    void set(final int row, final Expression expression, final PixelBox box, final Optional<Affect> affect) {
        states[row] = (byte) expression.id();
        boxes[BOX_NUMBERS * row] = box.left();
        boxes[BOX_NUMBERS * row + 1] = box.top();
        boxes[BOX_NUMBERS * row + 2] = box.width();
        boxes[BOX_NUMBERS * row + 3] = box.height();
        valences[row] = affect.map(Affect::valence).orElse(Double.NaN);
        arousals[row] = affect.map(Affect::arousal).orElse(Double.NaN);
    }

    /** The row whose path is the longest end of an image's path, empty where there is none. */
    OptionalInt find(final String imagePath) {
        int start = 0;
        while (start >= 0) {
            final OptionalInt row = paths.find(hash(imagePath.substring(start)));
            if (row.isPresent()) {
                return row;
            }

            start = imagePath.indexOf('/', start) + 1;
            start = start == 0 ? -1 : start;
        }

        return OptionalInt.empty();
    }

    private static long hash(final String path) {
        return Sha256.prefix(path);
    }

    int size() {
        return paths.size();
    }

    boolean isInvalid(final int row) {
        return states[row] == INVALID;
    }

    boolean isTaken(final int row) {
        return states[row] == TAKEN;
    }

    /** The row has its image. */
    void take(final int row) {
        states[row] = TAKEN;
    }

    /** The label of a row that is neither invalid nor taken. */
    Expression expression(final int row) {
        return Expression.ofId(states[row]);
    }

    PixelBox box(final int row) {
        return new PixelBox(boxes[BOX_NUMBERS * row], boxes[BOX_NUMBERS * row + 1], boxes[BOX_NUMBERS * row + 2], boxes[BOX_NUMBERS * row + 3]);
    }

    Optional<Affect> affect(final int row) {
        return Double.isNaN(valences[row]) ? Optional.empty() : Optional.of(new Affect(valences[row], arousals[row]));
    }

    Optional<Split> split(final int row) {
        return splits.get(tableNumbers[row]);
    }

    /** The table and line. */
    String where(final int row) {
        return String.format(Locale.ROOT, "%s, line %d", tables.get(tableNumbers[row]), lines[row]);
    }
}
