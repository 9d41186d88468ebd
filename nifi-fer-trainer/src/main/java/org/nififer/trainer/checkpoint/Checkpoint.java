package org.nififer.trainer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.weights.SafetensorsHeader;
import org.nififer.weights.SafetensorsWriter;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A checkpoint: a safetensors file with the tensors of the run, the model file of its best epoch as one tensor of bytes, and the
 * {@link State} in the metadata. Its name ends with the beginning of its SHA-256.
 */
public final class Checkpoint implements Closeable {

    private static final String STATE = "nifi-fer-checkpoint";
    private static final String BEST_MODEL = "best.model";
    private static final ObjectMapper MAPPER = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final State state;

    private Checkpoint(final Path file, final FileChannel channel, final SafetensorsHeader header, final State state) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.state = state;
    }

    /**
     * Writes one.
     *
     * @param tensors   float32, by name
     * @param bestModel the model file of the best epoch so far
     * @return the SHA-256 of the file
     */
    static String write(final Path file, final State state, final Map<String, SafetensorsWriter.Tensor> tensors, final Path bestModel) throws IOException {
        final Map<String, SafetensorsWriter.Tensor> all = new LinkedHashMap<>(tensors);
        final long length = Files.size(bestModel);
        all.put(BEST_MODEL, new SafetensorsWriter.Tensor("U8", new long[]{length}, length, () -> bytes(bestModel)));
        return SafetensorsWriter.write(file, Map.of(STATE, MAPPER.writeValueAsString(state)), all);
    }

    private static ByteBuffer bytes(final Path model) throws IOException {
        try (FileChannel input = FileChannel.open(model, StandardOpenOption.READ)) {
            return input.map(MapMode.READ_ONLY, 0, input.size());
        }
    }

    /**
     * Opens one and checks it to the last byte.
     *
     * @param sha256 how its SHA-256 begins
     * @throws InvalidInputException where it is damaged
     */
    static Checkpoint open(final Path file, final String sha256) throws IOException {
        final FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            if (!Sha256.hex(channel).startsWith(sha256)) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s is damaged: its SHA-256 does not begin with %s", file, sha256));
            }

            final SafetensorsHeader header = SafetensorsHeader.read(channel, file.toString());
            return new Checkpoint(file, channel, header, MAPPER.readValue(header.metadata().getOrDefault(STATE, ""), State.class));
        } catch (final JsonProcessingException e) {
            channel.close();
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s says nothing of its run that can be understood: %s", file, e.getOriginalMessage()),
                    e);
        } catch (final IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public State state() {
        return state;
    }

    /**
     * The values of a tensor.
     *
     * @throws InvalidInputException where there is no such tensor
     */
    public FloatBuffer values(final String tensor) throws IOException {
        return place(tensor).asFloatBuffer();
    }

    private ByteBuffer place(final String name) throws IOException {
        final SafetensorsHeader.Tensor tensor = header.tensors().get(name);
        if (tensor == null) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s lacks tensor %s", file, name));
        }

        return SafetensorsHeader.buffer(channel, header.dataStart() + tensor.begin(), Math.toIntExact(tensor.end() - tensor.begin()), file.toString());
    }

    /** Writes the model file of the best epoch, byte for byte as it was, atomically. */
    public void restoreBestModel(final Path target) throws IOException {
        final SafetensorsHeader.Tensor model = header.tensors().get(BEST_MODEL);
        final Path temporary = target.resolveSibling(target.getFileName() + ".part");
        try (FileChannel output = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            long position = header.dataStart() + model.begin();
            while (position < header.dataStart() + model.end()) {
                position += channel.transferTo(position, header.dataStart() + model.end() - position, output);
            }

            output.force(true);
        }

        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * What a checkpoint holds beside tensors.
     *
     * @param run      whose it is
     * @param epoch    after which it was written, from 1
     * @param progress what the run has to remember beside its tensors
     */
    public record State(RunIdentity run, int epoch, JsonNode progress) {
    }
}
