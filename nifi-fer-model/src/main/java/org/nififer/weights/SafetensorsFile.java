package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The tensors of a safetensors file in any float type.
 */
public final class SafetensorsFile implements TensorFile {

    private final String file;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    /**
     * Reads and checks the header.
     *
     * @param file    what error messages call it
     * @param channel closed with this object
     */
    public SafetensorsFile(final String file, final FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.header = SafetensorsHeader.read(channel, file);
    }

    @Override
    public Map<String, String> metadata() {
        return header.metadata();
    }

    @Override
    public Map<String, Tensor> tensors() {
        final Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.tensors().forEach((name, tensor) -> tensors.put(name, new Tensor(tensor.type(), tensor.shape())));
        return tensors;
    }

    @Override
    public FloatBuffer values(final String name) throws IOException {
        final SafetensorsHeader.Tensor tensor = header.tensors().get(name);
        final ElementType type = ElementType.ofName(tensor.type()).filter(ElementType::isFloat).orElseThrow(() -> new InvalidInputException(Code.INVALID_MODEL,
                String.format(Locale.ROOT, "%s has tensor %s as %s; expected %s", file, name, tensor.type(), ElementType.FLOATS)));
        final long length = tensor.end() - tensor.begin();
        if (length > Integer.MAX_VALUE - Long.BYTES) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has %d bytes in tensor %s; expected less than 2 GB", file, length, name));
        }

        final FloatBuffer values = type.values(SafetensorsHeader.buffer(channel, header.dataStart() + tensor.begin(), (int) length, file));
        TensorFile.requireFinite(values, name, file);
        return values;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
