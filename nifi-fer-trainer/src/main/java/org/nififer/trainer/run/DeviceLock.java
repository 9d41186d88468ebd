package org.nififer.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.nififer.core.network.TorchEngine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * At most one training at a time on a device: two would take turns on its cores and share its memory, and both take longer than one
 * after the other. The lock is the operating system's and ends with the process, however that ends.
 */
public final class DeviceLock implements Closeable {

    private static final int LONGEST_NOTE = 1024;

    private final FileChannel channel;

    private DeviceLock(final FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, to be given back by closing it.
     *
     * @param directory where all who share the device keep its lock; created where missing
     * @param device    such as cpu
     * @param holder    who takes it, for the message that others get
     * @throws DeviceBusyException naming the holder, where it is taken
     */
    public static DeviceLock acquire(final Path directory, final String device, final String holder) throws IOException {
        Files.createDirectories(directory);
        // A name for each user: in a folder for all, such as the system's temporary one, nobody may write another one's file.
        final Path file = directory.resolve("nifi-fer-%s-%s.lock".formatted(device, System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_")));
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!isLocked(channel)) {
                throw new DeviceBusyException("Another training computes on %s: %s. One at a time is allowed (%s); try again when it has ended"
                        .formatted(device, note(channel), file));
            }

            channel.truncate(0).write(ByteBuffer.wrap("process %d, %s".formatted(ProcessHandle.current().pid(), holder).getBytes(StandardCharsets.UTF_8)), 0);
            return new DeviceLock(channel);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Where training computes, as the name of a lock: cpu, or gpu and its number. */
    public static String device() {
        try (NDManager manager = TorchEngine.newManager()) {
            final Device device = manager.getDevice();
            return device.isGpu() ? device.getDeviceType() + device.getDeviceId() : device.getDeviceType();
        }
    }

    private static boolean isLocked(final FileChannel channel) throws IOException {
        try {
            final FileLock lock = channel.tryLock();
            return lock != null;
        } catch (final OverlappingFileLockException e) {
            // Held by this very process.
            return false;
        }
    }

    private static String note(final FileChannel channel) throws IOException {
        final ByteBuffer buffer = ByteBuffer.allocate(LONGEST_NOTE);
        channel.read(buffer, 0);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Another run has the device. */
    public static final class DeviceBusyException extends IOException {

        DeviceBusyException(final String message) {
            super(message);
        }
    }
}
