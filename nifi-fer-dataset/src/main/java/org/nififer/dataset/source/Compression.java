package org.nififer.dataset.source;

import org.apache.commons.compress.compressors.CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * How one file is compressed, an archive or a table. Of a file with several members, all are unpacked.
 */
enum Compression {
    GZIP("gzip", ".gz") {
        @Override
        CompressorInputStream open(final InputStream input) throws IOException {
            return new GzipCompressorInputStream(input, true);
        }
    },
    BZIP2("bzip2", ".bz2") {
        @Override
        CompressorInputStream open(final InputStream input) throws IOException {
            return new BZip2CompressorInputStream(input, true);
        }
    },
    XZ("xz", ".xz") {
        @Override
        CompressorInputStream open(final InputStream input) throws IOException {
            return new XZCompressorInputStream(input, true, XZ_MEMORY_KIB);
        }
    };

    /** What xz -9 needs is 65 MiB; the header of a file may ask for 4 GiB. */
    private static final int XZ_MEMORY_KIB = 128 << 10;

    private final String label;
    private final String extension;

    Compression(final String label, final String extension) {
        this.label = label;
        this.extension = extension;
    }

    /** What messages call it. */
    String label() {
        return label;
    }

    /** The name of the file inside. */
    String unpackedName(final String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(extension) ? name.substring(0, name.length() - extension.length()) : name;
    }

    /** Unpacks a stream; it also tells how many packed bytes were read. */
    abstract CompressorInputStream open(InputStream input) throws IOException;
}
