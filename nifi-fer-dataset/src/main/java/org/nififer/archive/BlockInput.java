package org.nififer.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * An input that is read in blocks: a single byte is a block of one, and what is skipped is read, so that every byte passes one method.
 */
abstract class BlockInput extends InputStream {

    @Override
    public final int read() throws IOException {
        final byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
