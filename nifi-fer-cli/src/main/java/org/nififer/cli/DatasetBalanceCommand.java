package org.nififer.cli;

import org.nififer.augmentation.AugmentationPolicy;
import org.nififer.augmentation.AugmentationStep;
import org.nififer.augmentation.RotationBorder;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.balance.BalanceSettings;
import org.nififer.dataset.balance.DatasetBalancer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/**
 * {@code dataset balance}: each class of the training split gets the same number of samples.
 */
@Command(name = "balance", mixinStandardHelpOptions = true,
        description = "Balances the training split: adds augmented copies to small classes and cuts large ones. Validation, test and unlabelled samples stay as they are.")
public final class DatasetBalanceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--samples-per-class", paramLabel = "N", description = "What each class gets; the largest class's number where absent.")
    private Integer samplesPerClass;

    @Option(names = "--augment", split = ",", defaultValue = "rotation,autocontrast", converter = Converters.Step.class, paramLabel = "OPERATIONS",
            description = "What may be done to a copy, as --augmentation of train is written: some of autocontrast,brightness,flip,rotation,crop,erasing, each alone or with "
                    + "strength and chance, such as rotation:15,crop:0.8@0.25,flip:0.3 (default ${DEFAULT-VALUE}, as in the paper: within 10 degrees, every second time).")
    private List<AugmentationStep> augmentation;

    @Option(names = "--rotation-border", defaultValue = "replicate", converter = Converters.Border.class, completionCandidates = Converters.Border.class,
            paramLabel = "BORDER", description = "What a rotation brings in from outside: ${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}). black is the paper's and "
                    + "torchvision's, but a network can tell copies by their corners; replicate continues the border.")
    private RotationBorder rotationBorder;

    @Mixin
    private CommonOptions.Threads threads;

    @Option(names = "--seed", defaultValue = "0", paramLabel = "S", description = "Equal seeds balance equally (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--output", required = true, paramLabel = "D.tar", description = "The dataset to write.")
    private Path output;

    @Parameters(paramLabel = "D.tar", description = "The dataset to balance, as it was split.")
    private Path input;

    @Override
    public Integer call() throws IOException {
        final BalanceSettings settings = CommonOptions.settings(spec, () -> new BalanceSettings(
                samplesPerClass == null ? OptionalInt.empty() : OptionalInt.of(samplesPerClass), seed,
                new AugmentationPolicy(augmentation, rotationBorder), threads.threads()));

        final DatasetBalancer.Summary summary = DatasetOutput.write(output, List.of(input), "Balance",
                (writer, progress) -> DatasetBalancer.balance(() -> DatasetReader.open(input), writer, settings, progress));
        final PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "Read %d samples: %d augmented ones added, %d cut, %d written. Each class of train has %d now.%n%n", summary.before().total(),
                summary.augmented(), summary.cut(), summary.after().total(), summary.samplesPerClass());
        if (summary.unchanged() > 0) {
            out.printf(Locale.ROOT, "%d of the augmented ones look exactly like their origins, which no operation changes.%n%n", summary.unchanged());
        }

        out.printf(Locale.ROOT, "Before%n%s%nAfter%n%s", Tables.counts(summary.before()), Tables.counts(summary.after()));
        out.flush();
        return 0;
    }
}
