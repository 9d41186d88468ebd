package org.nififer.core.dataset.source;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.IOException;

/**
 * Gives the files of a source and finds its format on the way, by the first file that tells: an image, or a table with the header of
 * FER-2013.
 */
final class FormatDetector implements SourceEntries {

    private final SourceEntries entries;
    private final SampleSink sink;
    private SourceEntry decisive;

    FormatDetector(final SourceEntries entries, final SampleSink sink) {
        this.entries = entries;
        this.sink = sink;
    }

    /** The format; files before the one that tells are ignored ones in every format. */
    SourceFormat detect() throws IOException {
        int ignored = 0;
        for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
            decisive = entry;
            if (FileNames.isImage(entry.path())) {
                return SourceFormat.CLASS_FOLDERS;
            }

            if (!FileNames.isHidden(entry.path()) && Fer2013Columns.accepts(entry.firstLine())) {
                return SourceFormat.FER2013;
            }

            ignored++;
            sink.ignored();
        }

        decisive = null;
        throw new InvalidInputException(Code.INVALID_DATASET,
                "Neither images nor a CSV with emotion and pixels among %d files; expected a folder or zip of images, or FER-2013".formatted(ignored));
    }

    @Override
    public SourceEntry next() throws IOException {
        final SourceEntry entry = decisive;
        decisive = null;
        return entry == null ? entries.next() : entry;
    }

    @Override
    public boolean isLimitedToEntry(final IOException error) {
        return entries.isLimitedToEntry(error);
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
