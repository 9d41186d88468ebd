package org.nififer.dataset.merge;

import org.nififer.common.Expression;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Dataset, source, split and expression of all samples of a merge, numbered from 0 in the order of the inputs: about 5 bytes each. Not thread-safe.
 */
final class MergeLabels {

    private static final int INITIAL_CAPACITY = 1024;

    private final Map<String, Integer> sourceNumbers = new HashMap<>();
    private final List<String> sourceNames = new ArrayList<>();
    private final List<String> datasets = new ArrayList<>();
    /** The number of the first sample of each dataset. */
    private final List<Integer> starts = new ArrayList<>();
    private int[] sources = new int[INITIAL_CAPACITY];
    private byte[] labels = new byte[INITIAL_CAPACITY];
    private int size;

    /** The samples that are added next belong to this dataset. */
    void begin(final String dataset) {
        datasets.add(dataset);
        starts.add(size);
    }

    /** Adds the next sample. */
    void add(final SampleMetadata metadata) {
        if (size == labels.length) {
            labels = Arrays.copyOf(labels, 2 * size);
            sources = Arrays.copyOf(sources, 2 * size);
        }

        sources[size] = sourceNumbers.computeIfAbsent(metadata.source().orElse(datasets.getLast()), name -> {
            sourceNames.add(name);
            return sourceNames.size() - 1;
        });
        labels[size] = label(metadata);
        size++;
    }

    /** Split and label in one number. */
    private static byte label(final SampleMetadata metadata) {
        final int split = metadata.split().map(Split::ordinal).orElse(Split.values().length);
        return (byte) (split * SampleLabels.COUNT + SampleLabels.number(metadata.expression()));
    }

    /** The number of samples. */
    int size() {
        return size;
    }

    /** Whether a sample has this split and label. */
    boolean agrees(final int sample, final SampleMetadata metadata) {
        return sample < size && labels[sample] == label(metadata);
    }

    /** The split of a sample; empty where it has none. */
    Optional<Split> split(final int sample) {
        final int split = labels[sample] / SampleLabels.COUNT;
        return split == Split.values().length ? Optional.empty() : Optional.of(Split.values()[split]);
    }

    /** Whether a sample has an expression. */
    boolean isLabelled(final int sample) {
        return labels[sample] % SampleLabels.COUNT != SampleLabels.number(Optional.empty());
    }

    /** The expression of a sample; empty where it is unlabelled. */
    Optional<Expression> expression(final int sample) {
        return SampleLabels.expression(labels[sample] % SampleLabels.COUNT);
    }

    /** Whether two samples are in different splits; a sample that is in none is in no other one. */
    boolean acrossSplits(final int first, final int second) {
        return split(first).isPresent() && split(second).isPresent() && !split(first).equals(split(second));
    }

    /** The source of a sample; the name of its dataset where it does not tell. */
    String source(final int sample) {
        return sourceNames.get(sources[sample]);
    }

    /** All that is known of a sample. */
    DroppedSample.Identity identity(final int sample, final String key) {
        int dataset = datasets.size() - 1;
        while (starts.get(dataset) > sample) {
            dataset--;
        }

        return new DroppedSample.Identity(datasets.get(dataset), key, source(sample), split(sample), expression(sample));
    }
}
