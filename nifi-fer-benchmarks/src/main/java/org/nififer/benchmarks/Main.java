package org.nififer.benchmarks;

import org.nififer.benchmarks.dataset.DatasetMemoryCommand;
import org.nififer.benchmarks.dataset.DatasetSpeedCommand;
import org.nififer.benchmarks.network.NetworkSpeedCommand;
import org.nififer.benchmarks.recognition.FlowMemoryCommand;
import org.nififer.benchmarks.recognition.FlowSpeedCommand;
import org.nififer.benchmarks.recognition.RecognitionSpeedCommand;
import org.nififer.benchmarks.training.SamClimbCommand;
import org.nififer.benchmarks.training.TrainingSpeedCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.Locale;

/**
 * The command line of the benchmarks.
 */
@Command(name = "benchmark", mixinStandardHelpOptions = true, description = "Prints ratios measured in one run.",
        subcommands = {DatasetSpeedCommand.class, DatasetMemoryCommand.class, FlowMemoryCommand.class, FlowSpeedCommand.class, NetworkSpeedCommand.class,
            RecognitionSpeedCommand.class, SamClimbCommand.class, TrainingSpeedCommand.class})
public final class Main implements Runnable {

    @Spec
    private CommandSpec specification;

    /** Runs a benchmark and exits with its code. */
    public static void main(final String[] arguments) {
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(specification.commandLine(), String.format(Locale.ROOT, "Expected one of %s", specification.subcommands().keySet()));
    }
}
