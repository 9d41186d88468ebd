package org.nififer.cli;

import org.junit.jupiter.api.io.TempDir;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.NetworkParameters;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The command line as scripts call it: what a command prints, and its exit code. And a folder for its files.
 */
abstract class CommandLineFixture {

    /** What the last command printed on stdout. */
    final StringWriter output = new StringWriter();
    /** What the last command printed on stderr. */
    final StringWriter error = new StringWriter();

    @TempDir
    Path directory;

    /** Runs a command in this process and returns its exit code. The lock of a training lies in the folder: builds beside this one train as well. */
    final int execute(final String... arguments) {
        output.getBuffer().setLength(0);
        error.getBuffer().setLength(0);
        final List<String> all = new ArrayList<>(List.of(arguments));
        if (all.size() > 1 && List.of("train", "ablation").contains(all.getFirst())) {
            all.addAll(1, List.of("--lock-directory", directory.toString()));
        }

        return Main.commandLine().setOut(new PrintWriter(output, true)).setErr(new PrintWriter(error, true)).execute(all.toArray(String[]::new));
    }

    /** Runs a command that does what it is asked for. */
    final void succeed(final String... arguments) {
        assertEquals(0, execute(arguments), error::toString);
    }

    /** Runs a command that fails with one line. */
    final void fail(final String message, final int code, final String... arguments) {
        assertEquals(code, execute(arguments), () -> String.join(" ", arguments));
        assertEquals(1, error.toString().lines().count(), error::toString);
        assertTrue(error.toString().contains(message), error::toString);
    }

    /** How to run a command in a process of its own. */
    static ProcessBuilder process(final List<String> arguments) {
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** Writes a model with random weights, the same for equal seeds. */
    static Path writeModel(final Path file, final ModelDescription description, final long seed) throws IOException {
        try (NetworkParameters parameters = NetworkParameters.random(description.architecture(), seed)) {
            ModelFile.write(file, description, parameters);
        }

        return file;
    }
}
