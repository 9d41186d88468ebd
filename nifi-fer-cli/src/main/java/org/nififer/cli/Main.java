package org.nififer.cli;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.UnfinishedFiles;
import org.nififer.trainer.run.DeviceLock.DeviceBusyException;
import org.nififer.trainer.run.TrainingInterruptedException;
import org.nififer.trainer.run.TrainingSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The root of the command line.
 */
@Command(name = "fer", mixinStandardHelpOptions = true, versionProvider = ProjectVersion.class,
        description = "Facial-expression recognition: data sets, training, evaluation, classification.",
        footer = {"", "Exit codes: 0 done, 1 failed (one line on stderr says why), 2 wrong usage."},
        subcommands = {DatasetCommand.class, TrainCommand.class, EvaluateCommand.class, AblationCommand.class, CardCommand.class, ClassifyCommand.class,
            VideoCommand.class, CropCommand.class, InspectCommand.class, ConvertCommand.class, ExportCommand.class, CalibrateCommand.class})
public final class Main implements Runnable {

    /** The exit code of a command that could not do what it was asked for. */
    static final int FAILED = 1;

    /** What shells report of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    @Spec
    private CommandSpec specification;

    /** Runs a command and exits with its code. */
    public static void main(final String[] arguments) {
        // The libraries' chatter about engines and threads is no part of a command's output.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", System.getProperty("org.slf4j.simpleLogger.defaultLogLevel", "error"));
        // From JDK 22 on System.console() is there even where nobody looks; with this it again means a terminal.
        System.setProperty("jdk.console", "java.base");
        // Charts are painted in memory, whether or not there is a screen.
        System.setProperty("java.awt.headless", "true");
        // A signal ends the process at once: an orderly exit would destroy libtorch under a thread that still computes, which crashes.
        final Thread end = new Thread(() -> {
            UnfinishedFiles.discard();
            Runtime.getRuntime().halt(TERMINATED);
        });
        Runtime.getRuntime().addShutdownHook(end);
        int exitCode = FAILED;
        try {
            // Unlike picocli's own writer this one tells when nobody reads any more: a training that NiFi has forked ends with a NiFi that is killed.
            final PrintWriter output = new PrintWriter(System.out, true);
            exitCode = commandLine().setOut(output).execute(arguments);
            if (exitCode == 0 && output.checkError()) {
                exitCode = FAILED;
                System.err.println("Standard output was not written to its end: it is closed, or its disk is full");
            }
        } catch (final OutOfMemoryError | LinkageError e) {
            // Too little heap, or a native library that does not load: picocli hands on only exceptions to its handler.
            System.err.println(message(e));
        }

        Runtime.getRuntime().removeShutdownHook(end);
        System.exit(exitCode);
    }

    /** The command line as {@link #main} runs it. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((exception, arguments) -> {
                    final CommandLine command = exception.getCommandLine();
                    command.getErr().printf(Locale.ROOT, "%s (%s --help tells how it is used)%n", oneLine(exception.getMessage()), command.getCommandSpec().qualifiedName());
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((exception, command, result) -> {
                    command.getErr().println(message(exception));
                    return FAILED;
                });
    }

    /**
     * The settings that options of {@code train} lead to on this machine, where the training starts from random weights. Nothing is trained.
     *
     * @throws InvalidInputException naming what is out of range, or what contradicts what
     */
    public static TrainingSettings trainingSettings(final List<String> options) throws InvalidInputException {
        final TrainCommand train = new TrainCommand();
        final List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("--output-directory", "any", "any"));
        try {
            new CommandLine(train).parseArgs(arguments.toArray(String[]::new));
        } catch (final ParameterException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, oneLine(e.getMessage()), e);
        }

        final TrainingSettings settings = train.presetSettings();
        settings.validate();
        return settings;
    }

    /** An exception as one line for a person. */
    static String message(final Throwable exception) {
        return switch (exception) {
            case final InvalidInputException invalid -> oneLine(invalid.getMessage());
            case final NoSuchFileException missing -> String.format(Locale.ROOT, "There is no file %s", missing.getFile());
            case final FileAlreadyExistsException exists -> String.format(Locale.ROOT, "%s exists and is not a folder", exists.getFile());
            // These say all of it.
            case final DeviceBusyException busy -> oneLine(busy.getMessage());
            case final TrainingInterruptedException interrupted -> oneLine(interrupted.getMessage());
            case final ExceptionInInitializerError error when error.getCause() != null -> message(error.getCause());
            default -> oneLine(String.format(Locale.ROOT, "%s: %s", exception.getClass().getSimpleName(), exception.getMessage()));
        };
    }

    private static String oneLine(final String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    @Override
    public void run() {
        throw new ParameterException(specification.commandLine(), "A command is missing");
    }
}
