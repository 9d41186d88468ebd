package org.nififer.cli;

import picocli.CommandLine.Help;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/**
 * Where the lock of the device lies that a training computes on.
 */
final class DeviceLockOption {

    @Option(names = "--lock-directory", paramLabel = "FOLDER", defaultValue = "${sys:java.io.tmpdir}", showDefaultValue = Help.Visibility.NEVER,
            description = "Where trainings keep the lock of the device that they compute on, so that one runs at a time; the system's folder of temporary files if not given.")
    private Path directory;

    Path directory() {
        return directory;
    }
}
