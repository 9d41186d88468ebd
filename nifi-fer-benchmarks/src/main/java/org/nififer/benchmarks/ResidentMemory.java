package org.nififer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The memory of a process that lies in RAM, Java's and libtorch's alike.
 */
public final class ResidentMemory {

    private static final String FIELD = "VmRSS:";

    private ResidentMemory() {
    }

    /** That of this process in MiB; empty where the system is not Linux. */
    public static OptionalLong mebibytes() {
        return mebibytes(ProcessHandle.current().pid());
    }

    /** That of another process in MiB; empty where it has ended or the system is not Linux. */
    public static OptionalLong mebibytes(final long processId) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(processId), "status"))) {
            return lines.filter(line -> line.startsWith(FIELD)).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10).findFirst();
        } catch (final IOException e) {
            return OptionalLong.empty();
        }
    }
}
