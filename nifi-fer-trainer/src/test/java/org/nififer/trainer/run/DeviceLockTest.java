package org.nififer.trainer.run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.trainer.run.DeviceLock.DeviceBusyException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DeviceLockTest {

    @TempDir
    private Path directory;

    @Test
    void testTheSecondIsToldWhoHasTheDevice() throws IOException {
        final DeviceLock first = DeviceLock.acquire(directory.resolve("new"), "cpu", "training in folder a");
        try (first) {
            final DeviceBusyException busy = assertThrows(DeviceBusyException.class, () -> DeviceLock.acquire(directory.resolve("new"), "cpu", "training in folder b"));
            assertTrue(busy.getMessage().contains(String.format(Locale.ROOT, "process %d, training in folder a", ProcessHandle.current().pid())), busy.getMessage());
            DeviceLock.acquire(directory.resolve("new"), "gpu0", "training in folder c").close();
        }

        DeviceLock.acquire(directory.resolve("new"), "cpu", "b").close();
    }
}
