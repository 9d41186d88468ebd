package org.nififer.core.dataset.source;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.Inflater;

/**
 * The files of a zip, in the order of its central directory. One stream reads the directory and a second one goes forward from entry
 * to entry, which files and FlowFiles both allow; so a damaged entry costs itself and nothing after it, and nothing is kept in memory.
 * The zip readers at hand keep every entry as an object, or refuse a zip as a whole for one entry that is encrypted.
 */
final class ZipEntries implements SourceEntries {

    private final String name;
    private final UnpackBudget budget;
    private final ZipDirectory directory;
    private final SeekableInput contents;
    private final Inflater inflater = new Inflater(true);

    /**
     * Opens a zip.
     *
     * @param size its bytes
     * @throws InvalidInputException where it has no directory, as when it was cut
     */
    ZipEntries(final String name, final StreamSource source, final long size, final UnpackBudget budget) throws IOException {
        this.name = name;
        this.budget = budget;
        contents = new SeekableInput(source);
        try {
            directory = new ZipDirectory(source, size);
        } catch (final EOFException e) {
            throw damaged(e);
        }
    }

    @Override
    public SourceEntry next() throws IOException {
        try {
            ZipRecord entry = directory.next();
            while (entry != null && entry.isFolder()) {
                entry = directory.next();
            }

            return entry == null ? null : entry(entry);
        } catch (final EOFException e) {
            throw damaged(e);
        }
    }

    private SourceEntry entry(final ZipRecord entry) {
        return entry.problem().map(problem -> SourceEntry.unreadable(entry.name(), problem))
                .orElseGet(() -> SourceEntry.of(entry.name(), () -> new ZipContent(name, entry, contents, inflater, budget)));
    }

    private InvalidInputException damaged(final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET, "%s is not a whole zip: it ends too early or is damaged".formatted(name), cause);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        try (directory) {
            contents.close();
        }
    }
}
