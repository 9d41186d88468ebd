package org.nififer.archive;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.Inflater;

/**
 * The files of a zip, in the order of its central directory, which knows where each begins: a damaged entry costs itself and nothing
 * after it. Only forward streams are needed, which files and FlowFiles both give, one at a time.
 */
final class ZipEntries implements ArchiveEntries {

    private final String name;
    private final ArchiveLimits.Budget budget;
    private final ZipDirectory directory;
    private final SeekableInput zip;
    private final Inflater inflater = new Inflater(true);

    /**
     * Opens a zip.
     *
     * @param size its bytes
     * @throws InvalidInputException where it has no directory, as when it was cut
     */
    ZipEntries(final String name, final StreamSource source, final long size, final ArchiveLimits.Budget budget) throws IOException {
        this.name = name;
        this.budget = budget;
        zip = new SeekableInput(source);
        try {
            directory = new ZipDirectory(zip, size);
        } catch (final EOFException e) {
            close();
            throw damaged(e);
        }
    }

    @Override
    public ArchiveEntry next() throws IOException {
        try {
            ZipDirectory.Entry entry = directory.next();
            while (entry != null && entry.isFolder()) {
                entry = directory.next();
            }

            return entry == null ? null : entry(entry);
        } catch (final EOFException e) {
            throw damaged(e);
        }
    }

    private ArchiveEntry entry(final ZipDirectory.Entry entry) {
        return entry.problem().map(problem -> ArchiveEntry.unreadable(entry.name(), problem))
                .orElseGet(() -> ArchiveEntry.of(entry.name(), () -> new ZipContent(name, entry, zip, inflater, budget)));
    }

    private InvalidInputException damaged(final Exception cause) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is not a whole zip: it ends too early or is damaged", name), cause);
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        zip.close();
    }
}
