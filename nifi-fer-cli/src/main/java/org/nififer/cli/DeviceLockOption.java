package org.nififer.cli;

import org.nififer.trainer.run.DeviceLock;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Where the lock of the device lies that a training computes on.
 */
final class DeviceLockOption {

    @Option(names = "--lock-directory", paramLabel = "FOLDER", defaultValue = "${sys:java.io.tmpdir}", showDefaultValue = Help.Visibility.NEVER,
            description = "Where trainings keep the lock of the device that they compute on, so that one runs at a time; the system's folder of temporary files if not given.")
    private Path lockDirectory;

    /**
     * Takes the lock, to be given back by closing it.
     *
     * @param work            what is done with the device, such as training
     * @param outputDirectory where its results go
     */
    DeviceLock acquire(final String work, final Path outputDirectory) throws IOException {
        return DeviceLock.acquire(lockDirectory, DeviceLock.device(),
                String.format(Locale.ROOT, "%s in %s since %s", work, outputDirectory.toAbsolutePath(), LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS)));
    }
}
