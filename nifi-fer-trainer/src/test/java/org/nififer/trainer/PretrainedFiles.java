package org.nififer.trainer;

import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.model.Normalization;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Files to start a training from.
 */
public final class PretrainedFiles {

    private PretrainedFiles() {
    }

    /** A model of nifi-fer with random weights. */
    public static Path model(final Path directory, final ModelDescription description, final long seed) throws IOException {
        final Path file = directory.resolve("pretrained.safetensors");
        try (NetworkParameters parameters = NetworkParameters.random(description.architecture(), seed)) {
            ModelFile.write(file, description, parameters);
        }

        return file;
    }

    /** The same tensors without a description, as timm publishes them. */
    public static Path published(final Path directory, final NetworkConfiguration configuration, final long seed) throws IOException {
        final Path file = model(directory, ModelDescription.of(configuration, IntStream.range(0, configuration.classes()).mapToObj(Integer::toString).toList(),
                Normalization.IMAGENET), seed);
        final String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        return Files.writeString(file, content.replaceFirst("\"nifi-fer\"", "\"none-set\""), StandardCharsets.ISO_8859_1);
    }
}
