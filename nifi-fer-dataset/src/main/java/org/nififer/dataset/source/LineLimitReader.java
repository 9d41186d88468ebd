package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;

/**
 * Stops where a line becomes so long that it cannot be a row of a table, before a parser collects it in memory.
 */
final class LineLimitReader extends FilterReader {

    private final int limit;
    private final String name;
    private long line = 1;
    private int length;

    LineLimitReader(final Reader reader, final int limit, final String name) {
        super(reader);
        this.limit = limit;
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        final char[] single = new char[1];
        return read(single, 0, 1) < 0 ? -1 : single[0];
    }

    @Override
    public int read(final char[] buffer, final int offset, final int count) throws IOException {
        final int read = super.read(buffer, offset, count);
        for (int position = offset; position < offset + read; position++) {
            if (buffer[position] == '\n') {
                line++;
                length = 0;
            } else {
                length++;
                if (length > limit) {
                    throw new InvalidInputException(Code.INVALID_DATASET,
                            String.format(Locale.ROOT, "%s, line %d has more than %d characters; expected one row of a table", name, line, limit));
                }
            }
        }

        return read;
    }
}
