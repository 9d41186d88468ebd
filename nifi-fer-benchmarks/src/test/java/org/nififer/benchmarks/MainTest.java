package org.nififer.benchmarks;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * No test runs a benchmark, but each can be started: what it needs is on the class path.
 */
class MainTest {

    @Test
    void testEveryBenchmarkTellsItsOptions() {
        final CommandLine commandLine = new CommandLine(new Main());
        assertEquals(8, commandLine.getSubcommands().size());
        for (final String command : commandLine.getSubcommands().keySet()) {
            assertEquals(0, new CommandLine(new Main()).execute(command, "--help"), command);
        }
    }
}
