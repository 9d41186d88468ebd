package org.nififer.model;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.network.NetworkParameters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The temperature of a model file, by which its probabilities are calibrated (Guo et al., 2017).
 */
public final class ModelTemperature {

    private ModelTemperature() {
    }

    /**
     * Writes a copy of a model with another temperature, in the format that it has.
     *
     * @param output the copy; of an ONNX model the .onnx, which gets its description beside it
     * @throws InvalidInputException where the model is not valid, or has weights in other files, which would have to come along
     */
    public static void write(final Path model, final Path output, final double temperature) throws IOException {
        if (OnnxModelFile.isOnnx(model)) {
            writeOnnx(OnnxModelFile.read(model), model, output, temperature);
            return;
        }

        try (ModelFile file = ModelFile.open(model); NetworkParameters weights = file.loadParameters()) {
            ModelFile.write(output, file.description().withTemperature(temperature), weights, file.weightType());
        }
    }

    private static void writeOnnx(final OnnxModelFile file, final Path model, final Path output, final double temperature) throws IOException {
        if (!file.contents().externalFiles().isEmpty()) {
            throw new InvalidInputException(Code.INVALID_MODEL,
                    String.format(Locale.ROOT, "%s has weights in other files, %s; write \"temperature\": %s into its description instead", model, file.contents().externalFiles(),
                    temperature));
        }

        OnnxModelFile.write(output, List.of(ByteBuffer.wrap(file.content())), file.description().withTemperature(temperature));
    }
}
