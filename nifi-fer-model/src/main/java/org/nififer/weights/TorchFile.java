package org.nififer.weights;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The state dict of a {@code .pth} as {@code torch.save} writes it since torch 1.6: a zip archive with a pickle, which says what tensors there are, and their
 * values beside it.
 */
final class TorchFile implements TensorFile {

    /** The largest Swin needs 100 kB; with the state of an optimizer it is three times that. */
    private static final int MAXIMUM_PICKLE = 4 << 20;
    private static final String BIG_ENDIAN = "big";

    /** Weights may share storages, but what is read may not grow far beyond the file. */
    private static final int LARGEST_RATIO = 2;

    private final String file;
    private final TorchArchive archive;
    private final Map<String, TensorView> views;

    /**
     * Reads and checks the description of the tensors.
     *
     * @param file    what error messages call it
     * @param channel closed with this object
     */
    TorchFile(final String file, final FileChannel channel) throws IOException {
        this.file = file;
        archive = new TorchArchive(file, channel);
        requireLittleEndian();
        if (archive.size(archive.pickle()) > MAXIMUM_PICKLE) {
            throw invalid(String.format(Locale.ROOT, "has a pickle of %d bytes; a state dict needs at most %d", archive.size(archive.pickle()), MAXIMUM_PICKLE));
        }

        final ByteBuffer pickle = archive.read(archive.pickle(), 0, (int) archive.size(archive.pickle()));
        views = StateDict.of(PickleReader.read(pickle, String.format(Locale.ROOT, "%s: %s", file, archive.pickle())), file);
        checkStorages(channel.size());
    }

    private void requireLittleEndian() throws IOException {
        final String entry = archive.byteOrder();
        if (archive.contains(entry) && archive.size(entry) == BIG_ENDIAN.length()
                && BIG_ENDIAN.equals(StandardCharsets.US_ASCII.decode(archive.read(entry, 0, BIG_ENDIAN.length())).toString())) {
            throw invalid("was written on a big-endian machine; expected little endian");
        }
    }

    private void checkStorages(final long fileSize) throws InvalidInputException {
        long bytes = 0;
        for (final Map.Entry<String, TensorView> entry : views.entrySet()) {
            final TensorView.Storage storage = entry.getValue().storage();
            final String name = TensorNames.printable(entry.getKey());
            final String place = archive.storage(storage.key());
            if (!archive.contains(place)) {
                throw invalid(String.format(Locale.ROOT, "lacks the entry %s with the values of tensor %s", TensorNames.printable(place), name));
            }

            if (archive.size(place) / storage.type().bytes() != storage.size() || archive.size(place) % storage.type().bytes() != 0) {
                throw invalid(String.format(Locale.ROOT, "has %d bytes in the entry %s; tensor %s expects %d values of %s there", archive.size(place), TensorNames.printable(place),
                        name,
                        storage.size(), storage.type()));
            }

            bytes += entry.getValue().span() * storage.type().bytes();
            if (bytes > LARGEST_RATIO * fileSize) {
                throw invalid(String.format(Locale.ROOT, "has tensors that share their values, up to %s together more than twice as large as the file", name));
            }
        }
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Map<String, Tensor> tensors() {
        final Map<String, Tensor> tensors = new LinkedHashMap<>();
        views.forEach((name, view) -> tensors.put(name, new Tensor(view.storage().type().name(), view.shape())));
        return tensors;
    }

    @Override
    public FloatBuffer values(final String name) throws IOException {
        final TensorView view = views.get(name);
        final ElementType type = view.storage().type();
        if (!type.isFloat()) {
            throw invalid(String.format(Locale.ROOT, "has tensor %s as %s; expected %s", name, type, ElementType.FLOATS));
        }

        if (view.span() > Integer.MAX_VALUE / Double.BYTES) {
            throw invalid(String.format(Locale.ROOT, "has tensor %s spread over %d values; expected at most %d", name, view.span(), Integer.MAX_VALUE / Double.BYTES));
        }

        final ByteBuffer data = archive.read(archive.storage(view.storage().key()), view.offset() * type.bytes(), (int) view.span() * type.bytes());
        final FloatBuffer values = FloatBuffer.allocate((int) view.size());
        gather(view, 0, 0, type, data, values);
        TensorFile.requireFinite(values.flip(), name, file);
        return values;
    }

    private static void gather(final TensorView view, final int dimension, final int start, final ElementType type, final ByteBuffer data, final FloatBuffer values) {
        if (!values.hasRemaining()) {
            return;
        }

        if (dimension == view.shape().length) {
            values.put(type.value(data, start));
            return;
        }

        for (int index = 0; index < view.shape()[dimension]; index++) {
            gather(view, dimension + 1, start + index * (int) view.strides()[dimension], type, data, values);
        }
    }

    private InvalidInputException invalid(final String message) {
        return new InvalidInputException(Code.INVALID_MODEL, file + " " + message);
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
