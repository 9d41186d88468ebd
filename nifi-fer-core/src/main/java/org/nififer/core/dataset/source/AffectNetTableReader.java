package org.nififer.core.dataset.source;

import org.apache.commons.csv.CSVRecord;
import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.Affect;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * AffectNet with its tables: {@code training.csv} and {@code validation.csv} have a row for each photo, with the face's box, the
 * expression, valence and arousal; the photos lie in folders whose names end as the table says. The face is cut out by its box.
 */
final class AffectNetTableReader implements SourceReader {

    private static final String PATH = "subdirectory_filepath";
    private static final String EXPRESSION = "expression";
    private static final String VALENCE = "valence";
    private static final String AROUSAL = "arousal";
    private static final List<String> BOX = List.of("face_x", "face_y", "face_width", "face_height");
    private static final double LARGEST_COORDINATE = 1_000_000;

    private final AffectNetRows rows = new AffectNetRows();

    /** Whether a table is of this layout. */
    static boolean accepts(final TableColumns columns) {
        return columns.has(PATH) && columns.has(EXPRESSION) && columns.hasAll(BOX);
    }

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        boolean found = false;
        try (SourceEntries entries = files.open()) {
            for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (isTable(entry)) {
                    found = true;
                    readTable(entry, sink);
                }
            }
        }

        if (!found) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "No table of AffectNet; expected a .csv with %s, %s and %s in the source or as annotations", PATH, BOX, EXPRESSION));
        }

        try (SourceEntries entries = files.openLast(sink)) {
            for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (FileNames.isImage(entry.path())) {
                    readImage(entry, sink);
                } else if (!isTable(entry) && FileNames.isCsv(entry.path()) && entry.problem().isPresent()) {
                    sink.invalid(entry.where(), "entry", entry.problem().get());
                } else if (!isTable(entry)) {
                    sink.ignored(SampleSink.OTHER_FILES);
                }
            }
        }

        for (int row = 0; row < rows.size(); row++) {
            if (!rows.isInvalid(row) && !rows.isTaken(row)) {
                sink.invalid(rows.where(row), "image", "The image is missing; expected it in the source");
            }
        }
    }

    private static boolean isTable(final SourceEntry entry) throws IOException {
        return !FileNames.isImage(entry.path()) && accepts(TableColumns.ofLine(entry.firstLine()));
    }

    private void readTable(final SourceEntry entry, final SampleSink sink) throws IOException {
        rows.beginTable(entry.where(), FolderNames.split(FileNames.withoutExtension(entry.fileName())));
        final TableReader table = new TableReader(entry);
        for (CSVRecord row = table.next(); row != null; row = table.next()) {
            if (TableReader.isBlank(row)) {
                sink.ignored("empty lines");
                continue;
            }

            try {
                readRow(row, table);
            } catch (final InvalidSampleException e) {
                sink.invalid(table.where(), e.what(), e.getMessage());
            }
        }
    }

    private void readRow(final CSVRecord row, final TableReader table) throws InvalidSampleException {
        final TableColumns columns = table.columns();
        columns.require(row);
        final OptionalInt number = rows.add(columns.value(row, PATH).replace('\\', '/'), table.line());
        if (number.isEmpty()) {
            throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "A second row for the image %s; expected one", InvalidEntry.quote(columns.value(row, PATH))));
        }

        final Expression expression = AffectNetCodes.expression(number(row, columns, EXPRESSION, "label"));
        final PixelBox box = new PixelBox(coordinate(row, columns, 0), coordinate(row, columns, 1), coordinate(row, columns, 2), coordinate(row, columns, 3));
        if (box.width() < 1 || box.height() < 1) {
            throw new InvalidSampleException("box", String.format(Locale.ROOT, "The box has %d x %d pixels; expected a face", box.width(), box.height()));
        }

        rows.set(number.getAsInt(), expression, box, affect(row, columns));
    }

    private static Optional<Affect> affect(final CSVRecord row, final TableColumns columns) throws InvalidSampleException {
        if (!columns.has(VALENCE) || !columns.has(AROUSAL)) {
            return Optional.empty();
        }

        return AffectNetCodes.affect(number(row, columns, VALENCE, "affect"), number(row, columns, AROUSAL, "affect"));
    }

    private static int coordinate(final CSVRecord row, final TableColumns columns, final int index) throws InvalidSampleException {
        final double value = number(row, columns, BOX.get(index), "box");
        if (Math.abs(value) > LARGEST_COORDINATE) {
            throw new InvalidSampleException("box", String.format(Locale.ROOT, "%s %s; expected pixels", BOX.get(index), value));
        }

        return (int) Math.round(value);
    }

    private static double number(final CSVRecord row, final TableColumns columns, final String name, final String what) throws InvalidSampleException {
        final String text = columns.value(row, name);
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (final NumberFormatException e) {
            value = Double.NaN;
        }

        if (!Double.isFinite(value)) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "%s %s; expected a number", name, InvalidEntry.quote(text)));
        }

        return value;
    }

    private void readImage(final SourceEntry entry, final SampleSink sink) throws IOException {
        final OptionalInt found = rows.find(entry.path());
        if (found.isEmpty()) {
            sink.invalid(entry.where(), "annotation", "No table has a row for this image");
            return;
        }

        final int row = found.getAsInt();
        if (rows.isInvalid(row)) {
            // Its row was reported.
            return;
        }

        if (rows.isTaken(row)) {
            sink.invalid(entry.where(), "annotation", String.format(Locale.ROOT, "A second image for %s; expected one", rows.where(row)));
            return;
        }

        final SampleMetadata.Builder metadata = SampleMetadata.builder(rows.expression(row));
        rows.affect(row).ifPresent(metadata::affect);
        rows.take(row);
        try {
            final byte[] encoded = entry.readImage();
            final PixelBox box = rows.box(row);
            sink.sample(new Candidate(entry.where(), FileNames.withoutExtension(entry.path()), rows.split(row), metadata, Candidate.decodedBytes(encoded),
                    () -> face(encoded, box, metadata)));
        } catch (final InvalidSampleException e) {
            sink.invalid(entry.where(), e.what(), e.getMessage());
        }
    }

    private static RgbImage face(final byte[] encoded, final PixelBox box, final SampleMetadata.Builder metadata) throws InvalidSampleException {
        final RgbImage photo = Candidate.decode(encoded);
        final PixelBox inside = box.within(photo).orElseThrow(() -> new InvalidSampleException("box",
                String.format(Locale.ROOT, "The box %d, %d, %d x %d lies outside the photo of %d x %d pixels",
                box.left(), box.top(), box.width(), box.height(), photo.width(), photo.height())));
        metadata.box(inside.toBoundingBox());
        return inside.cut(photo);
    }
}
