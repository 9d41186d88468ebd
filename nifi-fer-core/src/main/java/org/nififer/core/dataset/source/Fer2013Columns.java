package org.nififer.core.dataset.source;

import org.apache.commons.csv.CSVRecord;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.util.List;
import java.util.Locale;

/**
 * Where the columns of a FER-2013 table are; the ICML variant has them in another order and with spaces in the header.
 */
final class Fer2013Columns {

    private static final String EMOTION = "emotion";
    private static final String PIXELS = "pixels";
    private static final String USAGE = "usage";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final int count;
    private final int emotion;
    private final int pixels;
    private final int usage;

    private Fer2013Columns(final List<String> names) {
        count = names.size();
        emotion = names.indexOf(EMOTION);
        pixels = names.indexOf(PIXELS);
        usage = names.indexOf(USAGE);
    }

    /** Whether a table's first line has the columns that are needed. */
    static boolean accepts(final String line) {
        final List<String> names = names(List.of(line.split(",")));
        return names.contains(EMOTION) && names.contains(PIXELS);
    }

    static Fer2013Columns of(final List<String> header, final String path) throws InvalidInputException {
        final List<String> names = names(header);
        if (!names.contains(EMOTION) || !names.contains(PIXELS)) {
            throw new InvalidInputException(Code.INVALID_DATASET, "%s, line 1 is %s; expected a header with emotion, pixels and Usage"
                    .formatted(path, InvalidEntry.quote(String.join(",", header))));
        }

        return new Fer2013Columns(names);
    }

    private static List<String> names(final List<String> header) {
        return header.stream().map(name -> value(name.replace(BYTE_ORDER_MARK, "")).toLowerCase(Locale.ROOT)).toList();
    }

    private static String value(final String text) {
        final String value = text.strip();
        final boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).strip() : value;
    }

    int count() {
        return count;
    }

    boolean hasUsage() {
        return usage >= 0;
    }

    String emotion(final CSVRecord row) {
        return value(row.get(emotion));
    }

    String pixels(final CSVRecord row) {
        return value(row.get(pixels));
    }

    String usage(final CSVRecord row) {
        return value(row.get(usage));
    }
}
