package org.nififer.cli;

import org.nififer.dataset.source.InvalidEntry;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/**
 * Shows the first invalid entries to people and writes all of them to a file, where one is given.
 */
final class InvalidEntryReport implements InvalidEntry.Listener, Closeable {

    private static final int SHOWN = 20;

    private final Writer file;
    private final PrintWriter errors;
    private long count;

    /**
     * A report that starts empty.
     *
     * @param file for lines of JSON; closed together with this
     */
    InvalidEntryReport(final Writer file, final PrintWriter errors) {
        this.file = file;
        this.errors = errors;
    }

    @Override
    public void accept(final InvalidEntry entry) throws IOException {
        count++;
        if (count <= SHOWN) {
            errors.printf(Locale.ROOT, "Invalid: %s: %s: %s%n", entry.where(), entry.what(), entry.why());
        }

        file.write(entry.toJson() + "\n");
    }

    @Override
    public void close() throws IOException {
        if (count > SHOWN) {
            errors.printf(Locale.ROOT, "Invalid: %d entries in all, %d of them shown; --invalid FILE has all of them%n", count, SHOWN);
        }

        errors.flush();
        file.close();
    }
}
