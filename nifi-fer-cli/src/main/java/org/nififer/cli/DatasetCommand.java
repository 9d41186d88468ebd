package org.nififer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.Locale;

/**
 * Groups the commands that make datasets.
 */
@Command(name = "dataset", mixinStandardHelpOptions = true,
        description = "Make datasets: from downloads, cropped, merged, split, balanced; and describe them.",
        subcommands = {DatasetNormalizeCommand.class, DatasetCropCommand.class, DatasetMergeCommand.class, DatasetSplitCommand.class, DatasetBalanceCommand.class,
            DatasetDescribeCommand.class})
public final class DatasetCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), String.format(Locale.ROOT, "Expected one of %s after 'dataset'", spec.subcommands().keySet()));
    }
}
