package org.nififer.benchmarks.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The memory of this process that lies in RAM, Java's and libtorch's alike.
 */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "VmRSS:";

    private ResidentMemory() {
    }

    /** In MiB; empty where the system is not Linux. */
    static OptionalLong mebibytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(FIELD)).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10).findFirst();
        } catch (final IOException e) {
            return OptionalLong.empty();
        }
    }
}
