package org.nififer.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.network.ComputeDevice;
import org.nififer.network.NetworkParameters;
import org.nififer.network.TorchEngine;
import org.nififer.weights.SafetensorsFile;
import org.nififer.weights.SafetensorsHeader;
import org.nififer.weights.SafetensorsWriter;
import org.nififer.weights.TensorFile;
import org.nififer.weights.WeightType;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A model in one {@code .safetensors} file: float32 or float16 tensors under timm's names and a {@link ModelDescription} in the
 * metadata. Opening checks everything but the values of the weights; a file that does not hold what it says never gets
 * near native code.
 */
public final class ModelFile implements Closeable {

    /** The metadata key of the description. */
    public static final String METADATA_KEY = "nifi-fer";

    /** The metadata key of {@link #USE}. */
    public static final String USE_KEY = "use";

    /** What every model file says to whoever opens it, with whatever program. */
    public static final String USE = "Recognises the facial expression shown, never the emotion felt. Inferring emotions of people at workplaces and in education is prohibited in "
            + "the EU (AI Act, art. 5(1)(f)); people exposed to the model must be told (art. 50(3)).";

    private static final String TYPES = "F32 or F16";
    static final int ID_LENGTH = 16;
    private static final ObjectMapper MAPPER = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final FileChannel channel;
    private final TensorFile tensors;
    private final ModelDescription description;

    private ModelFile(final FileChannel channel, final TensorFile tensors, final ModelDescription description) {
        this.channel = channel;
        this.tensors = tensors;
        this.description = description;
    }

    /**
     * Opens and checks a model.
     *
     * @throws InvalidInputException naming the file, the tensor and what was expected
     * @throws NoSuchFileException   where there is no file
     */
    public static ModelFile open(final Path path) throws IOException {
        ModelContent.MODEL.require(path);
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            final String name = path.toString();
            final TensorFile tensors = new SafetensorsFile(name, channel);
            final ModelDescription description = description(tensors.metadata(), name);
            checkTensors(tensors.tensors(), description, name);
            return new ModelFile(channel, tensors, description);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ModelDescription description(final Map<String, String> metadata, final String name) throws InvalidInputException {
        final String json = metadata.get(METADATA_KEY);
        if (json == null) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has no description of a model: the key '%s' is missing in its %s. It holds weights "
                    + "alone, of which the command 'convert' makes a model of nifi-fer where they are those of a Swin Transformer or a ResNet",
                    name, METADATA_KEY, SafetensorsHeader.METADATA));
        }

        try {
            final ModelDescription description = MAPPER.readValue(json, ModelDescription.class);
            if (description == null) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has null as the description of its model", name));
            }

            description.validate(name);
            return description;
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has a description that cannot be read: %s", name, e.getOriginalMessage()), e);
        }
    }

    private static void checkTensors(final Map<String, TensorFile.Tensor> tensors, final ModelDescription description, final String name) throws InvalidInputException {
        final Map<String, long[]> expected = description.architecture().tensorShapes();
        for (final Map.Entry<String, long[]> parameter : expected.entrySet()) {
            final TensorFile.Tensor tensor = tensors.get(parameter.getKey());
            final String shape = Arrays.toString(parameter.getValue());
            if (tensor == null) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s lacks tensor %s; expected %s %s", name, parameter.getKey(), TYPES, shape));
            }

            if (Arrays.stream(WeightType.values()).noneMatch(type -> type.name().equals(tensor.type())) || !Arrays.equals(tensor.shape(), parameter.getValue())) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has tensor %s as %s %s; expected %s %s", name, parameter.getKey(), tensor.type(),
                        Arrays.toString(tensor.shape()), TYPES, shape));
            }
        }

        for (final String tensor : tensors.keySet()) {
            if (!expected.containsKey(tensor)) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the extra tensor %s, which its architecture does not know", name, tensor));
            }
        }
    }

    public ModelDescription description() {
        return description;
    }

    /** The model id: the first 16 hexadecimal digits of the file's SHA-256, as {@code sha256sum} prints it. */
    public String id() throws IOException {
        return Sha256.hex(channel).substring(0, ID_LENGTH);
    }

    /** F16 where all weights are, which keeps a file small; else F32. */
    public WeightType weightType() {
        return tensors.tensors().values().stream().allMatch(tensor -> WeightType.F16.name().equals(tensor.type())) ? WeightType.F16 : WeightType.F32;
    }

    /**
     * Loads the weights into native memory, to be closed by the caller.
     *
     * @throws InvalidInputException naming the tensor, where a weight is not finite
     */
    public NetworkParameters loadParameters() throws IOException {
        return loadParameters(TorchEngine.choose(Optional.empty()));
    }

    /** Loads the weights into the memory of a device. */
    public NetworkParameters loadParameters(final ComputeDevice device) throws IOException {
        try {
            return NetworkParameters.of(description.architecture(), device, this::values);
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private FloatBuffer values(final String tensorName) {
        try {
            return tensors.values(tensorName);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a model with all its weights as they are. */
    public static void write(final Path path, final ModelDescription description, final NetworkParameters parameters) throws IOException {
        write(path, description, parameters, WeightType.F32);
    }

    /**
     * Writes a model, atomically: readers of the path see the file before or after, never a part.
     *
     * @throws InvalidInputException where a weight is not finite or too large for the type, or the description does not fit them; nothing is written then
     */
    public static void write(final Path path, final ModelDescription description, final NetworkParameters parameters, final WeightType type) throws IOException {
        description.validate(path.toString());
        final Map<String, SafetensorsWriter.Tensor> tensors = new LinkedHashMap<>();
        for (final Map.Entry<String, long[]> tensor : parameters.configuration().tensorShapes().entrySet()) {
            // The values are copied out of native memory here and once more when they are written: all of them together may be more than the heap holds.
            final ByteBuffer data = parameters.values(tensor.getKey());
            TensorFile.requireFinite(data.asFloatBuffer(), tensor.getKey(), path.toString());
            final long bytes = (long) data.remaining() / Float.BYTES * type.bytes();
            tensors.put(tensor.getKey(), new SafetensorsWriter.Tensor(type.name(), tensor.getValue(), bytes,
                    () -> type.encode(parameters.values(tensor.getKey()), tensor.getKey())));
        }

        // In this order: the same model is the same file.
        final Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put(USE_KEY, USE);
        metadata.put(METADATA_KEY, MAPPER.writeValueAsString(description));
        final Path temporary = path.resolveSibling(path.getFileName() + ".part");
        SafetensorsWriter.write(temporary, metadata, tensors);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        tensors.close();
    }
}
