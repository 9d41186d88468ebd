package org.nififer.dataset.source;

import java.io.IOException;
import java.io.InputStream;

/**
 * A source that is one file.
 */
final class SingleFile implements SourceEntries {

    private final InputStream input;
    private final String name;
    private boolean given;

    SingleFile(final InputStream input, final String name) {
        this.input = input;
        this.name = name;
    }

    @Override
    public SourceEntry next() {
        if (given) {
            return null;
        }

        given = true;
        return SourceEntry.ofWhole(name, () -> input);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
