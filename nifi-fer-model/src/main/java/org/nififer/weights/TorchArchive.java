package org.nififer.weights;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/**
 * The zip archive that {@code torch.save} writes: entries in one folder, stored and never compressed, so that none is larger than the file. Nothing is
 * unpacked to disk. Whatever is read has the checksum that the archive says.
 */
final class TorchArchive implements Closeable {

    private static final String PICKLE = "/data.pkl";
    private static final int BUFFER = 1 << 16;

    private final String file;
    private final FileChannel channel;
    private final ZipFile zip;
    private final Map<String, ZipArchiveEntry> entries = new HashMap<>();
    private final Set<String> verified = new HashSet<>();
    private final String folder;

    /**
     * Reads the list of entries.
     *
     * @param file    what error messages call the file
     * @param channel closed with this object
     * @throws InvalidInputException where it is no archive of torch.save
     */
    TorchArchive(final String file, final FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.zip = open(channel);
        for (final ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            check(entry);
            if (entries.put(entry.getName(), entry) != null) {
                throw invalid("has the entry %s twice", entry.getName());
            }
        }

        folder = folder();
    }

    private ZipFile open(final FileChannel source) throws IOException {
        try {
            return ZipFile.builder().setSeekableByteChannel(source).get();
        } catch (final IOException | RuntimeException e) {
            // The library meets malformed fields with exceptions of several kinds.
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s is not a whole zip archive: %s", file,
                    TensorNames.printable(String.valueOf(e.getMessage()))), e);
        }
    }

    private void check(final ZipArchiveEntry entry) throws IOException {
        final String name = entry.getName();
        if (name.startsWith("/") || name.contains("\\") || ("/" + name + "/").contains("/../")) {
            throw invalid("has the entry '%s', which leads out of the archive; torch.save writes no such names", name);
        }

        if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize() || entry.getGeneralPurposeBit().usesEncryption()) {
            throw invalid("has the compressed or encrypted entry %s; torch.save stores all entries as they are", name);
        }

        if (entry.getSize() < 0 || entry.getDataOffset() < 0 || entry.getSize() > channel.size() - entry.getDataOffset()) {
            throw invalid("is truncated within the entry %s", name);
        }
    }

    private String folder() throws InvalidInputException {
        String found = null;
        for (final String name : entries.keySet()) {
            if (name.endsWith(PICKLE)) {
                if (found != null) {
                    throw invalid("has a second pickle, %s; torch.save writes one", name);
                }

                found = name.substring(0, name.length() - PICKLE.length());
            }
        }

        if (found == null) {
            throw invalid("lacks the entry FOLDER%s, in which torch.save describes the tensors. Where weights lie in this archive, unpack it and name the file inside", PICKLE);
        }

        if (entries.containsKey(found + "/constants.pkl")) {
            throw new InvalidInputException(Code.INVALID_MODEL, file + " is a program of TorchScript, as torch.jit.save writes it; expected a state dict. " + StateDict.ADVICE);
        }

        return found;
    }

    /** The description of the tensors. */
    String pickle() {
        return folder + PICKLE;
    }

    /** The entry of a storage. */
    String storage(final String key) {
        return folder + "/data/" + key;
    }

    /** The entry of the word that says in which order bytes are; older files lack it. */
    String byteOrder() {
        return folder + "/byteorder";
    }

    boolean contains(final String entry) {
        return entries.containsKey(entry);
    }

    /** The number of bytes in an entry that is there. */
    long size(final String entry) {
        return entries.get(entry).getSize();
    }

    /**
     * A part of an entry that is there, little endian.
     *
     * @param position from the start of the entry
     */
    ByteBuffer read(final String entry, final long position, final int length) throws IOException {
        if (verified.add(entry)) {
            verify(entries.get(entry));
        }

        final ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        fill(buffer, entries.get(entry).getDataOffset() + position);
        return buffer;
    }

    private void verify(final ZipArchiveEntry entry) throws IOException {
        final CRC32 checksum = new CRC32();
        final ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, entry.getSize()));
        for (long position = 0; position < entry.getSize(); position += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), entry.getSize() - position));
            fill(buffer, entry.getDataOffset() + position);
            checksum.update(buffer);
        }

        if (checksum.getValue() != entry.getCrc()) {
            throw invalid("is damaged: the entry %s has another checksum than the archive says", entry.getName());
        }
    }

    /** Fills a buffer to its limit and flips it. */
    private void fill(final ByteBuffer buffer, final long position) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw invalid("ended while %s was read", "it");
            }
        }

        buffer.flip();
    }

    private InvalidInputException invalid(final String message, final String entry) {
        return new InvalidInputException(Code.INVALID_MODEL, file + " " + String.format(Locale.ROOT, message, TensorNames.printable(entry)));
    }

    @Override
    public void close() throws IOException {
        zip.close();
        channel.close();
    }
}
