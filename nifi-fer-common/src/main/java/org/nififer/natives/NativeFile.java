package org.nififer.natives;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * A file that lies in a jar.
 *
 * @param entry    its name there
 * @param size     bytes
 * @param checksum its CRC-32, as the jar's directory says
 */
record NativeFile(Path jar, String entry, long size, long checksum) {

    /** How the name of a file ends that is not whole yet. */
    static final String PART = ".part";

    private static final int BUFFER_BYTES = 1 << 20;

    /** Whether a file has this content. */
    boolean isWhole(final Path file) throws IOException {
        return hasSize(file) && checksumOf(file) == checksum;
    }

    /** Whether a file is as long as this one. */
    boolean hasSize(final Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == size;
    }

    private static long checksumOf(final Path file) throws IOException {
        final CRC32 checksum = new CRC32();
        try (InputStream input = Files.newInputStream(file)) {
            final byte[] buffer = new byte[BUFFER_BYTES];
            for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
                checksum.update(buffer, 0, length);
            }
        }

        return checksum.getValue();
    }

    /** Writes the file, under another name first, so that nobody meets half of it. */
    void write(final Path file) throws IOException {
        final Path part = file.resolveSibling(file.getFileName() + PART);
        try (JarFile content = new JarFile(jar.toFile()); InputStream input = content.getInputStream(content.getJarEntry(entry))) {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                final OutputStream output = Channels.newOutputStream(channel);
                input.transferTo(output);
                // Some file systems report that they are full only now.
                channel.force(true);
            }

            if (!isWhole(part)) {
                throw new IOException(String.format(Locale.ROOT, "%s is not what its jar %s says of it", entry, jar));
            }

            if (!part.toFile().setExecutable(true, false)) {
                throw new IOException(String.format(Locale.ROOT, "%s cannot be made executable", part));
            }

            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (final NoSuchFileException e) {
            throw new IOException(String.format(Locale.ROOT, "%s has disappeared", e.getFile()), e);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
