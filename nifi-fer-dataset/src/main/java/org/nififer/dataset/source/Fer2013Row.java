package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Split;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One row of FER-2013: an emotion, 48 x 48 grey values from the upper left separated by spaces, and, in most tables, a Usage.
 */
final class Fer2013Row {

    /** The column, of FER+ too, that says which split a row belongs to. */
    static final String USAGE = "usage";

    private static final Map<String, Split> SPLITS = Map.of("Training", Split.TRAIN, "PublicTest", Split.VALIDATION, "PrivateTest", Split.TEST);
    private static final String EMOTION = "emotion";
    private static final String PIXELS = "pixels";
    private static final int SIZE = 48;
    private static final int LARGEST_GREY = 255;

    private final TableColumns columns;
    private final List<String> row;

    /**
     * A row of a table with the columns that {@link #accepts}.
     *
     * @throws InvalidSampleException where columns are missing
     */
    Fer2013Row(final TableColumns columns, final List<String> row) throws InvalidSampleException {
        columns.require(row);
        this.columns = columns;
        this.row = row;
    }

    /** Whether a table is FER-2013. */
    static boolean accepts(final TableColumns columns) {
        return columns.has(EMOTION) && columns.has(PIXELS);
    }

    Expression expression() throws InvalidSampleException {
        return numbered().orElseThrow(() -> new InvalidSampleException("label",
                String.format(Locale.ROOT, "emotion %s; expected 0 (anger) to 6 (neutral)", InvalidInputException.quote(columns.value(row, EMOTION)))));
    }

    /** The expression, empty where the number is missing or wrong. */
    Optional<Expression> numbered() {
        final OptionalInt number = WholeNumbers.parse(columns.value(row, EMOTION), Numbering.FER2013.expressions().size() - 1);
        return number.isPresent() ? Optional.of(Numbering.FER2013.expressions().get(number.getAsInt())) : Optional.empty();
    }

    /** The split; empty where the table has no Usage. */
    Optional<Split> split() throws InvalidSampleException {
        return columns.has(USAGE) ? Optional.of(split(columns.value(row, USAGE))) : Optional.empty();
    }

    /** The split of a word of the column {@link #USAGE}. */
    static Split split(final String usage) throws InvalidSampleException {
        final Split split = SPLITS.get(usage);
        if (split == null) {
            throw new InvalidSampleException("usage", String.format(Locale.ROOT, "Usage %s; expected Training, PublicTest or PrivateTest", InvalidInputException.quote(usage)));
        }

        return split;
    }

    /** The word of a split. */
    static String usage(final Split split) {
        return SPLITS.entrySet().stream().filter(usage -> usage.getValue() == split).findFirst().orElseThrow().getKey();
    }

    String pixels() {
        return columns.value(row, PIXELS);
    }

    /** The image of a text of pixels. */
    static RgbImage image(final String text) throws InvalidSampleException {
        final byte[] pixels = new byte[SIZE * SIZE * RgbImage.CHANNELS];
        int count = 0;
        String problem = null;
        for (int start = skip(text, 0, true); start < text.length(); ) {
            final int end = skip(text, start, false);
            final int grey = WholeNumbers.parse(text, start, end, LARGEST_GREY);
            if (grey == WholeNumbers.NONE && problem == null) {
                problem = String.format(Locale.ROOT, "Pixel %d is %s; expected 0 to %d", count + 1, InvalidInputException.quote(text.substring(start, end)), LARGEST_GREY);
            }

            if (count < SIZE * SIZE) {
                Arrays.fill(pixels, count * RgbImage.CHANNELS, (count + 1) * RgbImage.CHANNELS, (byte) grey);
            }

            count++;
            start = skip(text, end, true);
        }

        if (count != SIZE * SIZE) {
            throw new InvalidSampleException("pixels", String.format(Locale.ROOT, "%d pixels; expected %d x %d = %d", count, SIZE, SIZE, SIZE * SIZE));
        }

        if (problem != null) {
            throw new InvalidSampleException("pixels", problem);
        }

        return new RgbImage(SIZE, SIZE, pixels);
    }

    /** Passes over spaces, or over all that is none, and returns the position after them. */
    private static int skip(final String text, final int from, final boolean spaces) {
        int position = from;
        while (position < text.length() && Character.isWhitespace(text.charAt(position)) == spaces) {
            position++;
        }

        return position;
    }
}
