package org.nififer.cli;

import org.nififer.model.OnnxExport;
import org.nififer.model.OnnxModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code export}: a model as ONNX.
 */
@Command(name = "export", mixinStandardHelpOptions = true,
        description = "Writes a model as ONNX, in float32 and for any batch size, and its description as JSON beside it.")
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "M.safetensors", description = "The model.")
    private Path model;

    @Option(names = "--output", required = true, paramLabel = "M.onnx", description = "The file to write; M.json goes beside it.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        FileOutput.requireWritableModel(output, FileOutput.modelFiles(model));
        OnnxExport.export(model, output);
        specification.commandLine().getOut().printf(Locale.ROOT, "written to %s and %s%n", output, OnnxModelFile.descriptionFile(output));
        return 0;
    }
}
