package org.nififer.dataset.source;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What a file that may be a table begins with.
 *
 * @param charset of the text: UTF-8, or UTF-16 where a byte order mark or the zeros of Latin letters show it
 * @param lines   the first two at most, the last may be cut off; empty where nothing can be read
 */
record TableHead(Charset charset, List<String> lines) {

    /** More than the longest first row of AffectNet's tables. */
    static final int BYTES = 1 << 13;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** The head of a file with these first bytes. */
    static TableHead of(final byte[] head) {
        final Charset charset = charset(head);
        return new TableHead(charset, withoutMark(new String(head, charset)).lines().limit(2).toList());
    }

    static String withoutMark(final String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static Charset charset(final byte[] head) {
        if (head.length < 4) {
            return StandardCharsets.UTF_8;
        }

        final boolean little = head[0] == (byte) 0xFF && head[1] == (byte) 0xFE || head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0;
        final boolean big = head[0] == (byte) 0xFE && head[1] == (byte) 0xFF || head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0;
        return little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    /** The first line, empty where there is none. */
    String firstLine() {
        return lines.isEmpty() ? "" : lines.getFirst();
    }

    /** The columns by the first line, with the first delimiter by which they are as wanted. */
    Optional<TableColumns> columns(final Predicate<TableColumns> wanted) {
        for (final char delimiter : TableReader.DELIMITERS) {
            final TableColumns columns = TableColumns.ofHeader(TableReader.split(firstLine(), delimiter), delimiter);
            if (wanted.test(columns)) {
                return Optional.of(columns);
            }
        }

        return Optional.empty();
    }

    /** The columns of a table without a header, with the first delimiter by which the first line is a row of them. */
    Optional<TableColumns> columnsWithoutHeader(final List<String> names, final BiPredicate<List<String>, TableColumns> isRow) {
        for (final char delimiter : TableReader.DELIMITERS) {
            final TableColumns columns = TableColumns.withoutHeader(names, delimiter);
            if (isRow.test(TableReader.split(firstLine(), delimiter), columns)) {
                return Optional.of(columns);
            }
        }

        return Optional.empty();
    }
}
