package org.nififer.core.dataset.source;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Split;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.StringTokenizer;

/**
 * FER-2013 (Goodfellow et al., 2013): a CSV with {@code emotion,pixels,Usage}, in any order and case; Usage may be missing. A row has
 * 48 x 48 grey values from the upper left, separated by spaces. Training, PublicTest and PrivateTest are train, validation and test.
 */
final class Fer2013Reader implements SourceReader {

    private static final int SIZE = 48;
    private static final int MAXIMUM_LINE_LENGTH = 1 << 20;
    private static final List<Expression> NUMBERING = List.of(Expression.ANGER, Expression.DISGUST, Expression.FEAR, Expression.HAPPINESS,
            Expression.SADNESS, Expression.SURPRISE, Expression.NEUTRAL);
    private static final Map<String, Split> USAGES = Map.of("Training", Split.TRAIN, "PublicTest", Split.VALIDATION, "PrivateTest", Split.TEST);

    @Override
    public void read(final SourceEntries entries, final SampleSink sink) throws IOException {
        boolean found = false;
        for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
            if (!isTable(entry)) {
                sink.ignored();
            } else if (entry.problem().isPresent()) {
                sink.invalid(entry.path(), "entry", entry.problem().get());
            } else {
                found = true;
                readTable(entry, entries, sink);
            }
        }

        if (!found) {
            throw new InvalidInputException(Code.INVALID_DATASET, "No .csv file found; expected FER-2013 with emotion,pixels,Usage");
        }
    }

    /** By its name, or by its content where the name was lost on the way. */
    private static boolean isTable(final SourceEntry entry) throws IOException {
        return FileNames.isCsv(entry.path()) || !FileNames.isHidden(entry.path()) && Fer2013Columns.accepts(entry.firstLine());
    }

    private static void readTable(final SourceEntry entry, final SourceEntries entries, final SampleSink sink) throws IOException {
        // Quotes mean nothing here: one that is never closed would otherwise swallow the rows after it.
        final CSVFormat format = CSVFormat.DEFAULT.builder().setQuote(null).setIgnoreEmptyLines(false).get();
        final LineLimitReader lines = new LineLimitReader(new InputStreamReader(entry.content(), StandardCharsets.UTF_8), MAXIMUM_LINE_LENGTH, entry.path());
        try {
            // Not closed: that would close the archive.
            final CSVParser parser = CSVParser.builder().setReader(lines).setFormat(format).get();
            final Iterator<CSVRecord> rows = parser.iterator();
            final Fer2013Columns columns = Fer2013Columns.of(rows.hasNext() ? rows.next().toList() : List.of(), entry.path());
            while (rows.hasNext()) {
                final CSVRecord row = rows.next();
                readRow(row, columns, entry.path(), sink);
            }
        } catch (final UncheckedIOException e) {
            final IOException cause = e.getCause();
            if (entries.isLimitedToEntry(cause)) {
                throw new InvalidInputException(Code.INVALID_DATASET, "%s is damaged: %s".formatted(entry.path(), cause.getMessage()), cause);
            }

            throw cause;
        }
    }

    private static void readRow(final CSVRecord row, final Fer2013Columns columns, final String path, final SampleSink sink) throws IOException {
        if (row.size() == 1 && row.get(0).isBlank()) {
            // An empty line, as at the end of many files.
            sink.ignored();
            return;
        }

        // The header is line 1.
        final String where = "%s, line %d".formatted(path, row.getRecordNumber());
        if (row.size() < columns.count()) {
            sink.invalid(where, "row", "%d columns; expected %d".formatted(row.size(), columns.count()));
            return;
        }

        final String emotion = columns.emotion(row);
        final OptionalInt number = number(emotion, NUMBERING.size() - 1);
        if (number.isEmpty()) {
            sink.invalid(where, "label", "emotion %s; expected 0 (anger) to 6 (neutral)".formatted(InvalidEntry.quote(emotion)));
            return;
        }

        final SampleMetadata.Builder metadata = SampleMetadata.builder(NUMBERING.get(number.getAsInt()));
        if (columns.hasUsage()) {
            final Split split = USAGES.get(columns.usage(row));
            if (split == null) {
                sink.invalid(where, "usage", "Usage %s; expected Training, PublicTest or PrivateTest".formatted(InvalidEntry.quote(columns.usage(row))));
                return;
            }

            metadata.split(split);
        }

        final RgbImage image;
        try {
            image = image(columns.pixels(row));
        } catch (final IllegalArgumentException e) {
            sink.invalid(where, "pixels", e.getMessage());
            return;
        }

        // Rows are counted from 0, as the label files made for FER-2013 do.
        sink.sample("%05d".formatted(row.getRecordNumber() - 2), image, metadata);
    }

    private static RgbImage image(final String text) {
        final StringTokenizer values = new StringTokenizer(text);
        final int count = values.countTokens();
        if (count != SIZE * SIZE) {
            throw new IllegalArgumentException("%d pixels; expected %d x %d = %d".formatted(count, SIZE, SIZE, SIZE * SIZE));
        }

        final byte[] pixels = new byte[SIZE * SIZE * RgbImage.CHANNELS];
        for (int pixel = 0; pixel < count; pixel++) {
            final String value = values.nextToken();
            final OptionalInt grey = number(value, 255);
            if (grey.isEmpty()) {
                throw new IllegalArgumentException("Pixel %d is %s; expected 0 to 255".formatted(pixel + 1, InvalidEntry.quote(value)));
            }

            Arrays.fill(pixels, pixel * RgbImage.CHANNELS, (pixel + 1) * RgbImage.CHANNELS, (byte) grey.getAsInt());
        }

        return new RgbImage(SIZE, SIZE, pixels);
    }

    /** A whole number from 0 to a maximum of at most three digits, or empty for all else. */
    private static OptionalInt number(final String text, final int maximum) {
        int number = 0;
        for (int position = 0; position < text.length(); position++) {
            final char digit = text.charAt(position);
            if (digit < '0' || digit > '9' || position == 3) {
                return OptionalInt.empty();
            }

            number = 10 * number + digit - '0';
        }

        return text.isEmpty() || number > maximum ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
