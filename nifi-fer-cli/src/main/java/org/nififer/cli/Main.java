package org.nififer.cli;

import org.nififer.common.ProjectVersion;
import org.nififer.network.NetworkPreset;
import org.nififer.trainer.ProcessFrame;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The root of the command line.
 */
@Command(name = "fer", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        description = "Facial-expression recognition: data sets, training, evaluation, classification.",
        footer = {"", "Exit codes: 0 done, 1 failed (one line on stderr says why), 2 wrong usage."},
        subcommands = {DatasetCommand.class, TrainCommand.class, EvaluateCommand.class, AblationCommand.class, CardCommand.class, ClassifyCommand.class,
            VideoCommand.class, CropCommand.class, InspectCommand.class, ConvertCommand.class, ExportCommand.class, CalibrateCommand.class})
public final class Main implements Runnable {

    @Spec
    private CommandSpec specification;

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[]{"nifi-fer " + ProjectVersion.version(),
                "presets: " + Arrays.stream(NetworkPreset.values()).map(NetworkPreset::label).collect(Collectors.joining(", "))};
        }
    }

    /** Runs a command and exits with its code. */
    public static void main(final String[] arguments) {
        // From JDK 22 on System.console() is there even where nobody looks; with this it again means a terminal.
        System.setProperty("jdk.console", "java.base");
        ProcessFrame.run(() -> {
            // Unlike picocli's own writer this one tells when nobody reads any more.
            final PrintWriter output = new PrintWriter(System.out, true);
            final int exitCode = commandLine().setOut(output).execute(arguments);
            if (exitCode == 0 && output.checkError()) {
                System.err.println("Standard output was not written to its end: it is closed, or its disk is full");
                return ProcessFrame.FAILED;
            }

            return exitCode;
        });
    }

    /** The command line as {@link #main} runs it. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((exception, arguments) -> {
                    final CommandLine command = exception.getCommandLine();
                    command.getErr().printf(Locale.ROOT, "%s (%s --help tells how it is used)%n", ProcessFrame.oneLine(exception.getMessage()),
                            command.getCommandSpec().qualifiedName());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((exception, command, result) -> {
                    command.getErr().println(ProcessFrame.message(exception));
                    return ProcessFrame.FAILED;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(specification.commandLine(), "A command is missing");
    }
}
