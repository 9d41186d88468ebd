package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.Locale;
import java.util.Map;

/**
 * Named tensors in a file. What the tensors are said to be has been checked against the file when it was opened.
 */
public interface TensorFile extends Closeable {

    /** The first bytes of a zip archive. Read as the length of a safetensors header they are beyond its limit. */
    int ZIP = 0x504b0304;

    /** The first bytes of torch's old format, a pickle of protocol 2 that begins with a long integer; they, too, are no length of a header. */
    int PICKLE = 0x80028a0a;

    /**
     * What a tensor is.
     *
     * @param type  of its values, in the words of safetensors, such as F32
     * @param shape its dimensions
     */
    record Tensor(String type, long[] shape) {
    }

    /**
     * Reads what tensors there are. The format is found by the first bytes.
     *
     * @param file    what error messages call it
     * @param channel closed with the result
     * @throws InvalidInputException where it is no such file, or a damaged or malicious one
     */
    static TensorFile open(final String file, final FileChannel channel) throws IOException {
        final ByteBuffer start = ByteBuffer.allocate(Integer.BYTES);
        channel.read(start, 0);
        return switch (start.getInt(0)) {
            case ZIP -> new TorchFile(file, channel);
            case PICKLE -> throw new InvalidInputException(Code.INVALID_MODEL,
                    String.format(Locale.ROOT, "%s is a pickle without an archive around it, as torch before 1.6 wrote it, which is ", file)
                    + "not read. In Python, torch.save(torch.load('OLD.pth', weights_only=True), 'NEW.pth') writes it anew");
            default -> new SafetensorsFile(file, channel);
        };
    }

    /** What the file says beside its tensors, by key; empty where its format has no place for it. */
    Map<String, String> metadata();

    /** All tensors by name, in the order of the file. */
    Map<String, Tensor> tensors();

    /**
     * A tensor's values as float32, row by row.
     *
     * @throws InvalidInputException naming file and tensor, where it is of another type, is damaged or {@linkplain #requireFinite has a value that is no number}
     */
    FloatBuffer values(String tensor) throws IOException;

    /**
     * Checks values from 0 to the limit: one that is no number makes every result of a network NaN.
     *
     * @param tensor their name
     * @param file   what error messages call the file
     * @throws InvalidInputException where one is NaN or infinite
     */
    static void requireFinite(final FloatBuffer values, final String tensor, final String file) throws InvalidInputException {
        for (int index = 0; index < values.limit(); index++) {
            if (!Float.isFinite(values.get(index))) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the value %s in tensor %s; weights must be finite", file, values.get(index),
                        tensor));
            }
        }
    }
}
