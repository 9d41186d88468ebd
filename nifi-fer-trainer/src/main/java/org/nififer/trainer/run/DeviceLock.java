package org.nififer.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import org.nififer.network.TorchEngine;
import org.nififer.trainer.run.ProcessLock.LockedException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * At most one training at a time on a device: two would take turns on its cores and share its memory, and both take longer than one
 * after the other.
 */
public final class DeviceLock implements Closeable {

    private final ProcessLock lock;

    private DeviceLock(final ProcessLock lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock of the device that this process computes on, to be given back by closing it.
     *
     * @param directory       where all who share the device keep its lock; created where missing
     * @param work            what is done with the device, such as training
     * @param outputDirectory where its results go
     * @throws DeviceBusyException naming the holder, where it is taken
     */
    public static DeviceLock acquire(final Path directory, final String work, final Path outputDirectory) throws IOException {
        return acquire(directory, device(), String.format(Locale.ROOT, "%s in %s since %s", work, outputDirectory.toAbsolutePath(),
                LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS)));
    }

    /**
     * Takes the lock of a device, to be given back by closing it.
     *
     * @param directory where all who share the device keep its lock; created where missing
     * @param device    such as cpu
     * @param holder    who takes it, for the message that others get
     * @throws DeviceBusyException naming the holder, where it is taken
     */
    public static DeviceLock acquire(final Path directory, final String device, final String holder) throws IOException {
        Files.createDirectories(directory);
        // A name for each user: in a folder for all, such as the system's temporary one, nobody may write another one's file.
        final Path file = directory.resolve(String.format(Locale.ROOT, "nifi-fer-%s-%s.lock", device, System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_")));
        try {
            return new DeviceLock(ProcessLock.acquire(file, holder));
        } catch (final LockedException e) {
            throw new DeviceBusyException(String.format(Locale.ROOT, "Another training computes on %s: %s. One at a time is allowed (%s); try again when it has ended", device,
                    e.getMessage(), file));
        }
    }

    /** Where training computes, as the name of a lock: cpu, or gpu and its number. */
    public static String device() {
        try (NDManager manager = TorchEngine.newManager()) {
            final Device device = manager.getDevice();
            return device.isGpu() ? device.getDeviceType() + device.getDeviceId() : device.getDeviceType();
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** Another run has the device. */
    public static final class DeviceBusyException extends IOException {

        DeviceBusyException(final String message) {
            super(message);
        }
    }
}
