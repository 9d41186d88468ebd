package org.nififer.dataset;

import org.nififer.augmentation.AugmentationPolicy;
import org.nififer.augmentation.ImageOperations;
import org.nififer.augmentation.RotationBorder;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Random access to the samples of a dataset file, for training, which shuffles. Opening reads the file once from start to end and so
 * finds every fault of it; after that only labels and places are held, about 150 bytes a sample, and images are read when asked for.
 * Samples are numbered from 0 in the order of the file. Thread-safe.
 */
public final class DatasetIndex implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final List<Entry> entries;
    private final String fingerprint;
    private final RotationBorder rotationBorder;

    private DatasetIndex(final Path file, final FileChannel channel, final List<Entry> entries, final String fingerprint, final RotationBorder rotationBorder) {
        this.file = file;
        this.channel = channel;
        this.entries = entries;
        this.fingerprint = fingerprint;
        this.rotationBorder = rotationBorder;
    }

    /**
     * Reads a file through and keeps it open.
     *
     * @throws InvalidInputException where it is not a whole, valid dataset; see {@link DatasetReader}
     */
    public static DatasetIndex open(final Path file) throws IOException {
        final List<Entry> entries = new ArrayList<>();
        final Map<String, String> subjects = new HashMap<>();
        RotationBorder rotationBorder = AugmentationPolicy.DEFAULT_ROTATION_BORDER;
        final DatasetFingerprint fingerprint = new DatasetFingerprint();
        try (DatasetReader reader = DatasetReader.open(file)) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                final SampleMetadata metadata = sample.metadata();
                fingerprint.add(sample);
                // A subject's many samples share one text.
                final String subject = metadata.subject().map(text -> subjects.computeIfAbsent(text, same -> same)).orElse(null);
                if (metadata.augmentation().isPresent() && ImageOperations.leavesBlackCorners(metadata.augmentation().get().operation())) {
                    rotationBorder = RotationBorder.BLACK;
                }

                entries.add(new Entry(sample.key(), sample.format(), reader.imageOffset(), sample.image().length, metadata.expression().orElse(null),
                        metadata.votes().isEmpty() ? Map.of() : metadata.votes(), metadata.otherVotes(), metadata.hasMajority(), metadata.original().orElse(null),
                        metadata.split().orElse(null), subject,
                        metadata.augmentation().isPresent()));
            }
        }

        return new DatasetIndex(file, FileChannel.open(file, StandardOpenOption.READ), entries, fingerprint.hex(), rotationBorder);
    }

    /** The file that is read. */
    public Path file() {
        return file;
    }

    /** The number of samples. */
    public int size() {
        return entries.size();
    }

    /** See {@link DatasetFingerprint}. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The key of a sample. */
    public String key(final int sample) {
        return entries.get(sample).key();
    }

    /** The label of a sample; empty where it is unlabelled. */
    public Optional<Expression> expression(final int sample) {
        return Optional.ofNullable(entries.get(sample).expression());
    }

    /** How many annotators chose each expression; empty where the source has one label only. */
    public Map<Expression, Integer> votes(final int sample) {
        return entries.get(sample).votes();
    }

    /** How many annotators chose none of the expressions; 0 where the source does not tell. */
    public int otherVotes(final int sample) {
        return entries.get(sample).otherVotes();
    }

    /** The label that the source had before the votes of others replaced it; empty where there is no other. */
    public Optional<Expression> original(final int sample) {
        return Optional.ofNullable(entries.get(sample).original());
    }

    /** Whether a model can be measured by the label of a sample: there is one, and the annotators agree on it. */
    public boolean isMeasurable(final int sample) {
        return entries.get(sample).expression() != null && entries.get(sample).hasMajority();
    }

    /** The split of a sample; empty before the dataset is split. */
    public Optional<Split> split(final int sample) {
        return Optional.ofNullable(entries.get(sample).split());
    }

    /** The person shown, where the source tells. */
    public Optional<String> subject(final int sample) {
        return Optional.ofNullable(entries.get(sample).subject());
    }

    /** Whether a sample was made from another one by augmentation. */
    public boolean isAugmented(final int sample) {
        return entries.get(sample).augmented();
    }

    /** What the rotations of augmented samples brought in from outside: black where any has black corners, otherwise what balancing does by default. */
    public RotationBorder rotationBorder() {
        return rotationBorder;
    }

    /** The numbers of the samples of a split, ascending. */
    public int[] samples(final Split split) {
        return IntStream.range(0, size()).filter(sample -> entries.get(sample).split() == split).toArray();
    }

    /**
     * The encoded image of a sample, read from the file.
     *
     * @throws InvalidInputException where the file became shorter since it was opened
     */
    public byte[] image(final int sample) throws IOException {
        final Entry entry = entries.get(sample);
        final ByteBuffer buffer = ByteBuffer.allocate(entry.length());
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, entry.offset() + buffer.position()) < 0) {
                throw new InvalidInputException(Code.INVALID_DATASET,
                        String.format(Locale.ROOT, "%s ends inside sample '%s'; it was changed while it was in use", file, entry.key()));
            }
        }

        return buffer.array();
    }

    /**
     * The decoded image of a sample.
     *
     * @throws InvalidInputException naming file and sample, where the image is damaged
     */
    public RgbImage decodedImage(final int sample) throws IOException {
        return ImageCodec.decode(image(sample), String.format(Locale.ROOT, "%s: %s", file, key(sample)));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private record Entry(String key, ImageFormat format, long offset, int length, Expression expression, Map<Expression, Integer> votes,
                         int otherVotes, boolean hasMajority, Expression original, Split split, String subject, boolean augmented) {
    }
}
