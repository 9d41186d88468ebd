package org.nififer.dataset.source;

import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.dataset.Affect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How AffectNet (Mollahosseini et al., 2017) writes what its annotators saw: expressions as 0 to 7, 8 to 10 for what is none, and
 * valence and arousal from -1 to 1, or -2 where there is none; and the columns of its tables, which have the box of the face in each photo.
 */
final class AffectNet {

    static final String PATH = "subdirectory_filepath";
    static final String EXPRESSION = "expression";

    private static final String LANDMARKS = "facial_landmarks";
    private static final String VALENCE = "valence";
    private static final String AROUSAL = "arousal";
    private static final List<String> BOX = List.of("face_x", "face_y", "face_width", "face_height");
    /** As the publishers of AffectNet order them; of their two tables one has no header. */
    private static final List<String> COLUMNS = List.of(PATH, BOX.get(0), BOX.get(1), BOX.get(2), BOX.get(3), LANDMARKS, EXPRESSION, VALENCE, AROUSAL);
    private static final double LARGEST_COORDINATE = 1_000_000;

    private static final List<String> OTHERS = List.of("none of the expressions", "uncertain", "not a face");
    private static final double NONE = -2;

    private AffectNet() {
    }

    /**
     * The expression of a number.
     *
     * @throws InvalidSampleException for all other numbers
     */
    static Expression expression(final double code) throws InvalidSampleException {
        final int other = (int) code - Numbering.AFFECTNET.expressions().size();
        if (code == Math.rint(code) && other >= 0 && other < OTHERS.size()) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "AffectNet's expression %d means %s; expected 0 (neutral) to 7 (contempt)", (int) code,
                    OTHERS.get(other)));
        }

        return Numbering.AFFECTNET.expression(code);
    }

    /** Valence and arousal; empty where there is none. */
    static Optional<Affect> affect(final double valence, final double arousal) throws InvalidSampleException {
        if (valence == NONE || arousal == NONE) {
            return Optional.empty();
        }

        try {
            return Optional.of(new Affect(valence, arousal));
        } catch (final IllegalArgumentException e) {
            throw new InvalidSampleException("affect", e.getMessage(), e);
        }
    }

    /** The columns of a table that begins so; empty where it is none of AffectNet. */
    static Optional<TableColumns> columns(final TableHead head) {
        return head.columns(columns -> columns.has(PATH) && columns.has(EXPRESSION) && columns.hasAll(BOX))
                .or(() -> head.columnsWithoutHeader(COLUMNS, (row, columns) -> isRow(joinedLandmarks(row, columns))));
    }

    private static boolean isRow(final List<String> row) {
        return row.size() == COLUMNS.size() && FileNames.isImage(row.getFirst()) && WholeNumbers.parse(row.get(6), 10).isPresent()
                && IntStream.of(1, 2, 3, 4, 7, 8).allMatch(index -> row.get(index).matches("-?\\d+([.,]\\d+)?"));
    }

    /**
     * What a row says, {@linkplain #joinedLandmarks joined}.
     *
     * @param fileName of the table, which tells the split
     */
    static LabelTable.Row row(final List<String> row, final TableColumns columns, final Numbering.OfSource numbering, final String fileName)
            throws InvalidSampleException, InvalidInputException {
        numbering.ofLayout(Numbering.AFFECTNET, fileName);
        final Expression expression = expression(number(row, columns, EXPRESSION, "label"));
        final FaceBox box = new FaceBox(coordinate(row, columns, 0), coordinate(row, columns, 1), coordinate(row, columns, 2), coordinate(row, columns, 3));
        if (box.width() < 1 || box.height() < 1) {
            throw new InvalidSampleException("box", String.format(Locale.ROOT, "The box has %d x %d pixels; expected a face", box.width(), box.height()));
        }

        final Optional<Affect> affect = columns.has(VALENCE) && columns.has(AROUSAL) ? affect(number(row, columns, VALENCE, "affect"), number(row, columns, AROUSAL, "affect"))
                : Optional.empty();
        return new LabelTable.Row(columns.value(row, PATH), expression, null, Optional.of(box), affect, FolderNames.split(FileNames.withoutExtension(fileName)));
    }

    private static int coordinate(final List<String> row, final TableColumns columns, final int index) throws InvalidSampleException {
        final double value = number(row, columns, BOX.get(index), "box");
        if (Math.abs(value) > LARGEST_COORDINATE) {
            throw new InvalidSampleException("box", String.format(Locale.ROOT, "%s %s; expected pixels", BOX.get(index), value));
        }

        return (int) Math.round(value);
    }

    private static double number(final List<String> row, final TableColumns columns, final String name, final String what) throws InvalidSampleException {
        final String text = columns.value(row, name);
        double value;
        try {
            // Where semicolons stand between values, a comma is what stands for the point.
            value = Double.parseDouble(columns.delimiter() == ';' ? text.replace(',', '.') : text);
        } catch (final NumberFormatException e) {
            value = Double.NaN;
        }

        if (!Double.isFinite(value)) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "%s %s; expected a number", name, InvalidInputException.quote(text)));
        }

        return value;
    }

    /** AffectNet's landmarks have semicolons between them: where these stand between the columns too, the landmarks' own ones go back into one value. */
    static List<String> joinedLandmarks(final List<String> row, final TableColumns columns) {
        final int surplus = row.size() - columns.names().size();
        final int landmarks = columns.names().indexOf(LANDMARKS);
        if (columns.delimiter() != ';' || surplus <= 0 || landmarks < 0) {
            return row;
        }

        final List<String> joined = new ArrayList<>(row.subList(0, landmarks));
        joined.add(String.join(";", row.subList(landmarks, landmarks + surplus + 1)));
        joined.addAll(row.subList(landmarks + surplus + 1, row.size()));
        return joined;
    }

    /**
     * The part of a photo that shows a face, in whole pixels; it may reach beyond the photo.
     *
     * @param left   the first column
     * @param top    the first row
     * @param width  pixels
     * @param height pixels
     */
    record FaceBox(int left, int top, int width, int height) {

        /** What of this lies in a photo; empty where nothing does. */
        Optional<FaceBox> within(final RgbImage photo) {
            final int fromX = Math.max(0, left);
            final int fromY = Math.max(0, top);
            final long toX = Math.min(photo.width(), (long) left + width);
            final long toY = Math.min(photo.height(), (long) top + height);
            return toX > fromX && toY > fromY ? Optional.of(new FaceBox(fromX, fromY, (int) toX - fromX, (int) toY - fromY)) : Optional.empty();
        }

        /** The part of a photo that this is, which lies within it. */
        RgbImage cut(final RgbImage photo) {
            final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
            for (int y = 0; y < height; y++) {
                System.arraycopy(photo.pixels(), ((top + y) * photo.width() + left) * RgbImage.CHANNELS, pixels, y * width * RgbImage.CHANNELS, width * RgbImage.CHANNELS);
            }

            return new RgbImage(width, height, pixels);
        }

        BoundingBox toBoundingBox() {
            return new BoundingBox(left, top, width, height);
        }
    }
}
