package org.nififer.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Split;
import org.nififer.model.ModelFile;
import org.nififer.model.OnnxModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code inspect}: what is in a model or dataset file, as JSON. The whole file is checked on the way.
 */
@Command(name = "inspect", mixinStandardHelpOptions = true, description = "Checks a model (.safetensors or .onnx) or dataset (.tar) and tells what is in it, as JSON.")
final class InspectCommand implements Callable<Integer> {

    private static final int TAR_MAGIC_OFFSET = 257;
    private static final String TAR_MAGIC = "ustar";
    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    private CommandSpec specification;

    @Parameters(paramLabel = "FILE", description = "A model or a dataset.")
    private Path file;

    @Override
    public Integer call() throws IOException {
        final ObjectNode description;
        if (isTar()) {
            description = dataset();
        } else {
            description = OnnxModelFile.isOnnx(file) ? onnxModel() : model();
        }

        specification.commandLine().getOut().println(MAPPER.writeValueAsString(description));
        return 0;
    }

    private boolean isTar() throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            final byte[] start = stream.readNBytes(TAR_MAGIC_OFFSET + TAR_MAGIC.length());
            return new String(start, StandardCharsets.ISO_8859_1).startsWith(TAR_MAGIC, TAR_MAGIC_OFFSET);
        }
    }

    private ObjectNode model() throws IOException {
        try (ModelFile model = ModelFile.open(file)) {
            // Loading checks the values as well.
            model.loadParameters().close();
            final ObjectNode node = MAPPER.createObjectNode().put("type", "model").put("model", model.id())
                    .put("parameters", model.description().architecture().parameterCount());
            return node.setAll((ObjectNode) MAPPER.valueToTree(model.description()));
        }
    }

    private ObjectNode onnxModel() throws IOException {
        final OnnxModelFile model = OnnxModelFile.read(file);
        final ObjectNode node = MAPPER.createObjectNode().put("type", "onnx model").put("model", model.id()).put("parameters", model.contents().parameterCount())
                .put("precision", model.contents().precision());
        return node.setAll((ObjectNode) MAPPER.readTree(model.description().write()));
    }

    private ObjectNode dataset() throws IOException {
        try (DatasetIndex dataset = DatasetIndex.open(file)) {
            final ObjectNode node = MAPPER.createObjectNode().put("type", "dataset").put("samples", dataset.size()).put("fingerprint", dataset.fingerprint());
            final ObjectNode splits = node.putObject("splits");
            for (int sample = 0; sample < dataset.size(); sample++) {
                final ObjectNode counts = splits.withObjectProperty(dataset.split(sample).map(Split::label).orElse("none"));
                final String label = SampleLabels.text(dataset.expression(sample));
                counts.put(label, counts.path(label).asInt() + 1);
            }

            return node;
        }
    }
}
