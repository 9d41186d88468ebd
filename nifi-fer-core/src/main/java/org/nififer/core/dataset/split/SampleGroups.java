package org.nififer.core.dataset.split;

import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.DatasetReader;
import org.nififer.core.dataset.DatasetSource;
import org.nififer.core.dataset.HashNumbers;
import org.nififer.core.dataset.ProgressListener;
import org.nififer.core.dataset.Sample;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Sha256;

import java.io.IOException;
import java.util.Arrays;

/**
 * Which samples of a dataset have to stay together: those of a subject and those of equal images, also over several steps. Holds
 * about 50 bytes a sample.
 */
final class SampleGroups {

    private static final int CLASSES = Expression.all().size();

    private final HashNumbers nodes = new HashNumbers();
    private int[] parents = new int[1024];
    private byte[] expressions = new byte[1024];
    private int[] groups = new int[1024];
    private int samples;
    private int groupCount;

    private SampleGroups() {
    }

    /**
     * Reads all metadata of a dataset.
     *
     * @throws InvalidInputException where it has augmented samples, which would have to follow their origins
     */
    static SampleGroups of(final DatasetSource source, final ProgressListener progress) throws IOException {
        final SampleGroups groups = new SampleGroups();
        try (DatasetReader reader = source.open()) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                if (sample.metadata().augmentation().isPresent()) {
                    throw new InvalidInputException(Code.INVALID_DATASET,
                            "Sample '%s' is an augmented one; split a dataset before it is balanced, not after".formatted(sample.key()));
                }

                groups.add(sample.metadata());
                progress.sampleDone();
            }
        }

        groups.number();
        return groups;
    }

    private void add(final SampleMetadata metadata) {
        final int image = node("image " + metadata.sha256().orElseThrow());
        if (metadata.subject().isPresent()) {
            union(image, node("subject %s\n%s".formatted(metadata.source().orElse(""), metadata.subject().get())));
        }

        if (samples == expressions.length) {
            expressions = Arrays.copyOf(expressions, 2 * samples);
            groups = Arrays.copyOf(groups, 2 * samples);
        }

        expressions[samples] = (byte) metadata.expression().id();
        groups[samples] = image;
        samples++;
    }

    private int node(final String name) {
        final int before = nodes.size();
        final int node = nodes.number(Sha256.prefix(name));
        if (node == before) {
            if (node == parents.length) {
                parents = Arrays.copyOf(parents, 2 * node);
            }

            parents[node] = node;
        }

        return node;
    }

    private void union(final int first, final int second) {
        final int firstRoot = root(first);
        final int secondRoot = root(second);
        // The older one leads, so that the numbering follows the file.
        parents[Math.max(firstRoot, secondRoot)] = Math.min(firstRoot, secondRoot);
    }

    private int root(final int node) {
        int root = node;
        while (parents[root] != root) {
            // Halving the way keeps the ways short.
            parents[root] = parents[parents[root]];
            root = parents[root];
        }

        return root;
    }

    private void number() {
        final int[] numbers = new int[nodes.size()];
        Arrays.fill(numbers, -1);
        for (int sample = 0; sample < samples; sample++) {
            final int root = root(groups[sample]);
            if (numbers[root] < 0) {
                numbers[root] = groupCount;
                groupCount++;
            }

            groups[sample] = numbers[root];
        }
    }

    /** The number of samples. */
    int samples() {
        return samples;
    }

    /** The number of groups. */
    int count() {
        return groupCount;
    }

    /** The group of a sample, from 0. */
    int group(final int sample) {
        return groups[sample];
    }

    /** The id of a sample's expression. */
    int expression(final int sample) {
        return expressions[sample];
    }

    /** How many samples of each expression each group has: {@code [groups * 8]}. */
    int[] classCounts() {
        final int[] counts = new int[Math.multiplyExact(groupCount, CLASSES)];
        for (int sample = 0; sample < samples; sample++) {
            counts[groups[sample] * CLASSES + expressions[sample]]++;
        }

        return counts;
    }
}
