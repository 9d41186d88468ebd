package org.nififer.trainer.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * A file that one holder at a time has, among all processes and within each, with a note of who it is. The lock is the operating system's and ends with the process,
 * however that ends.
 */
public final class ProcessLock implements Closeable {

    private static final int LONGEST_NOTE = 1024;

    /**
     * Of the system property that says who in this process has a file. The operating system does not tell, and takes the lock back as soon as anybody in the process
     * closes the file. All class loaders see system properties, also those of two versions of one NAR.
     */
    private static final String PROPERTY_PREFIX = ProcessLock.class.getName() + '.';

    private final String property;
    private final FileChannel channel;

    private ProcessLock(final String property, final FileChannel channel) {
        this.property = property;
        this.channel = channel;
    }

    /**
     * Takes the lock, to be given back by closing it.
     *
     * @param file   in a folder that exists; created where missing, and left there
     * @param holder who takes it, for the message that others get
     * @throws LockedException where it is taken
     * @throws IOException     where the file cannot be written, or is a link: another user may have put it there, to have another file overwritten
     */
    public static ProcessLock acquire(final Path file, final String holder) throws IOException {
        final Path real = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        final String property = PROPERTY_PREFIX + real;
        final String note = String.format(Locale.ROOT, "process %d, %s", ProcessHandle.current().pid(), holder);
        final Object other = System.getProperties().putIfAbsent(property, note);
        if (other != null) {
            throw new LockedException(other.toString());
        }

        try {
            return new ProcessLock(property, open(real, note));
        } catch (final IOException | RuntimeException e) {
            System.clearProperty(property);
            throw e;
        }
    }

    private static FileChannel open(final Path file, final String note) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException(String.format(Locale.ROOT, "%s is a link; expected a file of this user, or none. Remove it", file));
        }

        final FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.tryLock() == null) {
                throw new LockedException(note(channel));
            }

            channel.truncate(0).write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String note(final FileChannel channel) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(LONGEST_NOTE);
        channel.read(buffer, 0);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            System.clearProperty(property);
        }
    }

    /** Somebody else has the file; the message says who. */
    public static final class LockedException extends IOException {

        LockedException(final String holder) {
            super(holder);
        }
    }
}
