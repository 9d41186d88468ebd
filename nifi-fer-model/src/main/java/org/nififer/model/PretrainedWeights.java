package org.nififer.model;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.weights.ArchitectureReader;
import org.nififer.weights.TensorFile;
import org.nififer.weights.TensorNames;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The weights of a Swin Transformer or a ResNet in a file of any {@linkplain TensorNames.Format known format}. Opening reads the architecture off the tensors and checks that
 * all of its weights are there, in their shapes, and nothing else; the values are read and checked when they are loaded, one tensor at a time.
 * F16 and BF16 become float32 exactly, F64 is rounded to the nearest float32.
 */
public final class PretrainedWeights implements Closeable {

    private static final String FIRST_MASK = "layers.0.blocks.1.attn_mask";

    private final String file;
    private final TensorFile tensors;
    private final String sha256;
    private final TensorNames names;
    private final Optional<ModelDescription> model;
    private final NetworkConfiguration architecture;

    private PretrainedWeights(final String file, final TensorFile tensors, final String sha256, final Optional<ModelDescription> model, final OptionalInt imageSize)
            throws IOException {
        this.file = file;
        this.tensors = tensors;
        this.sha256 = sha256;
        this.model = model;
        final Map<String, TensorFile.Tensor> all = tensors.tensors();
        final TensorNames found = TensorNames.of(all.keySet(), file);
        names = model.isPresent() ? new TensorNames(TensorNames.Format.NIFI_FER, found.originals()) : found;
        final Map<String, long[]> shapes = new HashMap<>();
        names.originals().forEach((name, original) -> shapes.put(name, all.get(original).shape()));
        architecture = model.isPresent() ? resized(model.get().architecture(), imageSize) : architecture(new ArchitectureReader(file, shapes), imageSize, mask(all));
        checkTensors(shapes);
    }

    private NetworkConfiguration architecture(final ArchitectureReader reader, final OptionalInt imageSize, final Optional<long[]> mask) throws InvalidInputException {
        return names.isResNet() ? reader.resNet(imageSize) : reader.swin(imageSize, mask);
    }

    /**
     * Opens and checks a file.
     *
     * @param imageSize the side of the images in pixels where the file does not tell, or another one shall be used; the windows of all stages must fit it
     * @throws InvalidInputException naming the file, the tensor or operation and what was expected
     * @throws NoSuchFileException   where there is no file
     */
    public static PretrainedWeights open(final Path path, final OptionalInt imageSize) throws IOException {
        ModelContent.WEIGHTS.require(path);
        final String name = path.toString();
        final FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            final String hash = Sha256.hex(channel);
            final TensorFile tensors = TensorFile.open(name, channel);
            return new PretrainedWeights(name, tensors, hash, model(path, tensors), imageSize);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Optional<ModelDescription> model(final Path path, final TensorFile tensors) throws IOException {
        if (!tensors.metadata().containsKey(ModelFile.METADATA_KEY)) {
            return Optional.empty();
        }

        try (ModelFile model = ModelFile.open(path)) {
            return Optional.of(model.description());
        }
    }

    private NetworkConfiguration resized(final NetworkConfiguration configuration, final OptionalInt imageSize) throws InvalidInputException {
        final NetworkConfiguration resized = configuration.withImageSize(imageSize.orElse(configuration.imageSize()));
        resized.validate();
        return resized;
    }

    private static Optional<long[]> mask(final Map<String, TensorFile.Tensor> tensors) {
        return tensors.entrySet().stream().filter(entry -> entry.getKey().endsWith(FIRST_MASK)).map(entry -> entry.getValue().shape()).findFirst();
    }

    private void checkTensors(final Map<String, long[]> shapes) throws InvalidInputException {
        final Map<String, long[]> expected = architecture.tensorShapes();
        if (!hasHead()) {
            expected.keySet().removeIf(this::isOfHead);
        }

        for (final Map.Entry<String, long[]> parameter : expected.entrySet()) {
            final long[] shape = shapes.get(parameter.getKey());
            if (shape == null) {
                throw invalid(String.format(Locale.ROOT, "lacks tensor %s of shape %s", parameter.getKey(), Arrays.toString(parameter.getValue())));
            }

            if (!Arrays.equals(shape, parameter.getValue())) {
                throw invalid(String.format(Locale.ROOT, "has tensor %s of shape %s; expected %s for %s", names.originals().get(parameter.getKey()), Arrays.toString(shape),
                        Arrays.toString(parameter.getValue()), architecture.summary()));
            }
        }

        for (final Map.Entry<String, String> name : names.originals().entrySet()) {
            if (!expected.containsKey(name.getKey())) {
                throw invalid(String.format(Locale.ROOT, "has the extra tensor %s, which a network for %s does not know", TensorNames.printable(name.getValue()),
                        architecture.summary()));
            }
        }
    }

    /** The file's name, as it was given. */
    public String file() {
        return file;
    }

    /** Whose names the tensors have. */
    public TensorNames.Format format() {
        return names.format();
    }

    /** The hash of the whole file, 64 hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** The network that the weights belong to, with as many classes as the head has outputs; 1 where there {@linkplain #hasHead() is none}. */
    public NetworkConfiguration architecture() {
        return architecture;
    }

    /** Whether there is a head; networks that were trained without labels have none. */
    public boolean hasHead() {
        return names.originals().containsKey(architecture.head() + ".weight");
    }

    private boolean isOfHead(final String name) {
        return name.startsWith(architecture.head() + '.');
    }

    /** What a model of this project says of itself. */
    public Optional<ModelDescription> model() {
        return model;
    }

    /**
     * Loads all weights into native memory, to be closed by the caller.
     *
     * @throws InvalidInputException naming the tensor, where it lacks, is damaged, of a type that is no float, or has a value that is not finite
     */
    public NetworkParameters load() throws IOException {
        if (!hasHead()) {
            throw invalid(String.format(Locale.ROOT, "lacks tensor %s.weight: it has no head, so it can only start a training", architecture.head()));
        }

        return load(architecture, true, 0);
    }

    /**
     * Loads weights for a network that may differ from this one in its head and its squeeze-and-excitation: those that the file does not have are random.
     *
     * @param target    this architecture with other classes or another reduction of squeeze-and-excitation
     * @param keepsHead whether the head is taken from the file, which then must have as many outputs; else it is random
     * @param seed      of the random weights
     * @throws InvalidInputException as {@link #load()} does
     */
    public NetworkParameters load(final NetworkConfiguration target, final boolean keepsHead, final long seed) throws IOException {
        try {
            return NetworkParameters.of(target, name -> isOfHead(name) && !keepsHead ? Optional.empty() : values(name), seed);
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Optional<FloatBuffer> values(final String name) {
        final String original = names.originals().get(name);
        if (original == null) {
            return Optional.empty();
        }

        try {
            return Optional.of(tensors.values(original));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InvalidInputException invalid(final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, file + " " + message);
    }

    @Override
    public void close() throws IOException {
        tensors.close();
    }
}
