package org.nififer.cli;

import org.nififer.model.ModelFile;
import org.nififer.trainer.report.ModelCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code card}: the model card of a model.
 */
@Command(name = "card", mixinStandardHelpOptions = true,
        description = "Writes a model card in Markdown: data, settings, metrics of each expression, limits, intended and prohibited use.")
final class CardCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "The model, a .safetensors of nifi-fer.")
    private Path model;

    @Option(names = "--evaluation", paramLabel = "FILE", description = "What evaluate --json wrote for the model; without it the card has the figures of the validation split.")
    private Path evaluation;

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "Where the card goes, such as " + ModelCard.FILE + ".")
    private Path output;

    @Override
    public Integer call() throws IOException {
        try (ModelFile file = ModelFile.open(model)) {
            final ModelCard card = evaluation == null ? ModelCard.of(file)
                    : ModelCard.of(file, InputFile.json(evaluation, "what evaluate --json wrote"), evaluation.toString());
            FileOutput.write(output, card::write);
        }

        specification.commandLine().getOut().printf(Locale.ROOT, "The card is %s%n", output);
        specification.commandLine().getOut().flush();
        return 0;
    }
}
