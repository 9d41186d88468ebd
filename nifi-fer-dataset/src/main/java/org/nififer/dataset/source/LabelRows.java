package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.dataset.Affect;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What tables say of each image, by the numbers that {@link RowIndex} gives to rows: about 60 bytes a row, since there are 420,000 and more. Not thread-safe.
 */
final class LabelRows {

    private static final int BOX_NUMBERS = 4;
    private static final byte INVALID = -1;
    private static final int INITIAL_CAPACITY = 1024;

    private final RowIndex index;
    /** The votes of images with rows that differ. */
    private final Map<Integer, Map<Expression, Integer>> differing = new HashMap<>();
    /** The id of the expression, or that the row was reported. */
    private byte[] states = new byte[INITIAL_CAPACITY];
    private byte[] splits = new byte[INITIAL_CAPACITY];
    private int[] furtherRows = new int[INITIAL_CAPACITY];
    private int[] boxes = new int[BOX_NUMBERS * INITIAL_CAPACITY];
    private long[] votes = new long[INITIAL_CAPACITY];
    /** Not a number where there is none. */
    private double[] valences = new double[INITIAL_CAPACITY];
    private double[] arousals = new double[INITIAL_CAPACITY];

    /** Without any row. */
    LabelRows(final RowIndex index) {
        this.index = index;
    }

    private void ensureCapacity(final int row) {
        if (row < states.length) {
            return;
        }

        final int capacity = Math.multiplyExact(2, states.length);
        states = Arrays.copyOf(states, capacity);
        splits = Arrays.copyOf(splits, capacity);
        furtherRows = Arrays.copyOf(furtherRows, capacity);
        boxes = Arrays.copyOf(boxes, Math.multiplyExact(BOX_NUMBERS, capacity));
        votes = Arrays.copyOf(votes, capacity);
        valences = Arrays.copyOf(valences, capacity);
        arousals = Arrays.copyOf(arousals, capacity);
    }

    /** What the first row for an image says. */
    void set(final int row, final LabelTable.Row content) {
        ensureCapacity(row);
        states[row] = (byte) content.expression().id();
        splits[row] = split(content);
        content.box().ifPresent(box -> {
            boxes[BOX_NUMBERS * row] = box.left();
            boxes[BOX_NUMBERS * row + 1] = box.top();
            boxes[BOX_NUMBERS * row + 2] = box.width();
            boxes[BOX_NUMBERS * row + 3] = box.height();
        });
        votes[row] = content.votes() == null ? 0 : content.votes().packed();
        valences[row] = content.affect().map(Affect::valence).orElse(Double.NaN);
        arousals[row] = content.affect().map(Affect::arousal).orElse(Double.NaN);
    }

    private static byte split(final LabelTable.Row content) {
        return (byte) content.split().map(Split::ordinal).orElse(-1).intValue();
    }

    /**
     * Takes a further row of an image: where only the expression differs, and the table has nothing but that, the rows are votes.
     *
     * @return whether it can stand beside the one before
     */
    boolean join(final int row, final LabelTable.Row content) {
        final Expression first = Expression.ofId(states[row]);
        final boolean same = splits[row] == split(content) && votes[row] == (content.votes() == null ? 0 : content.votes().packed())
                && content.box().equals(box(row)) && content.affect().equals(affect(row));
        final boolean voted = index.kind(row) == LabelTable.Kind.NAMES_AND_LABELS;
        if (!same || first != content.expression() && !voted) {
            return false;
        }

        furtherRows[row]++;
        if (first != content.expression() || differing.containsKey(row)) {
            differing.computeIfAbsent(row, number -> new EnumMap<>(Map.of(first, furtherRows[number]))).merge(content.expression(), 1, Integer::sum);
        }

        return true;
    }

    /** The row was reported, with all that is for its image. */
    void invalidate(final int row) {
        ensureCapacity(row);
        states[row] = INVALID;
    }

    boolean isInvalid(final int row) {
        return states[row] == INVALID;
    }

    /** How many images have rows that differ. */
    int differing() {
        return differing.size();
    }

    /**
     * What a valid row says of its image.
     *
     * @throws InvalidSampleException where several rows differ and none has a majority
     */
    SampleMetadata.Builder metadata(final int row) throws InvalidSampleException {
        final Map<Expression, Integer> rowVotes = differing.get(row);
        final SampleMetadata.Builder metadata = rowVotes == null ? SampleMetadata.builder(Expression.ofId(states[row]))
                : SampleMetadata.builder(majority(row, rowVotes)).votes(rowVotes);
        if (votes[row] != 0) {
            FerPlusVotes.ofPacked(votes[row]).describe(metadata);
        }

        affect(row).ifPresent(metadata::affect);
        return metadata;
    }

    private Expression majority(final int row, final Map<Expression, Integer> rowVotes) throws InvalidSampleException {
        for (final Map.Entry<Expression, Integer> vote : rowVotes.entrySet()) {
            if (2 * vote.getValue() > furtherRows[row] + 1) {
                return vote.getKey();
            }
        }

        throw new InvalidSampleException("label", String.format(Locale.ROOT,
                "The rows for this image, from %s on, contradict each other (%s); expected one label, or more than half for it",
                index.where(row), rowVotes));
    }

    Optional<AffectNet.FaceBox> box(final int row) {
        if (index.kind(row) != LabelTable.Kind.AFFECTNET) {
            return Optional.empty();
        }

        final int first = BOX_NUMBERS * row;
        return Optional.of(new AffectNet.FaceBox(boxes[first], boxes[first + 1], boxes[first + 2], boxes[first + 3]));
    }

    private Optional<Affect> affect(final int row) {
        return Double.isNaN(valences[row]) ? Optional.empty() : Optional.of(new Affect(valences[row], arousals[row]));
    }

    Optional<Split> split(final int row) {
        return splits[row] < 0 ? Optional.empty() : Optional.of(Split.values()[splits[row]]);
    }
}
