package org.nififer.dataset.split;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.DisjointSets;
import org.nififer.dataset.HashNumbers;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.duplicate.NearDuplicates;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Which samples of a dataset have to stay together.
 *
 * @param groups the group of each sample, from 0
 * @param labels the number of each sample's label, see {@link SampleLabels}
 * @param count  the number of groups
 */
record SampleGroups(int[] groups, byte[] labels, int count) {

    private static final int CLASSES = Expression.all().size();

    /**
     * Reads a dataset once; its images only where their perceptual hashes are needed and missing.
     *
     * @param nearDistance in how many bits the hashes of images that look alike may differ; empty where only equal bytes count
     * @throws InvalidInputException where it has augmented samples, which would have to follow their origins, or an image has to be decoded and is damaged
     */
    static SampleGroups of(final DatasetSource source, final OptionalInt nearDistance, final ProgressListener progress) throws IOException {
        final Grouper grouper = new Grouper(nearDistance);
        try (DatasetReader reader = source.open()) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                if (sample.metadata().augmentation().isPresent()) {
                    throw new InvalidInputException(Code.INVALID_DATASET,
                            String.format(Locale.ROOT, "Sample '%s' is an augmented one; split a dataset before it is balanced, not after", sample.key()));
                }

                grouper.add(sample, reader.name());
                progress.sampleDone();
            }
        }

        if (nearDistance.isPresent()) {
            grouper.nearDuplicates.forEachPair(nearDistance.getAsInt(), progress,
                    (first, second, distance) -> grouper.sets.unite(grouper.images[first], grouper.images[second]));
        }

        return grouper.groups();
    }

    /** The number of samples. */
    int samples() {
        return groups.length;
    }

    /** The number of samples of the largest group. */
    int largest() {
        final int[] sizes = new int[count];
        int largest = 0;
        for (final int group : groups) {
            sizes[group]++;
            largest = Math.max(largest, sizes[group]);
        }

        return largest;
    }

    /** Whether no sample has a label. */
    boolean areUnlabelled() {
        for (final byte label : labels) {
            if (label < CLASSES) {
                return false;
            }
        }

        return true;
    }

    /** How many samples of each expression each group has, unlabelled ones not counted: {@code [groups * 8]}. */
    int[] classCounts() {
        final int[] counts = new int[Math.multiplyExact(count, CLASSES)];
        for (int sample = 0; sample < groups.length; sample++) {
            if (labels[sample] < CLASSES) {
                counts[groups[sample] * CLASSES + labels[sample]]++;
            }
        }

        return counts;
    }

    /**
     * Finds out which samples have to stay together: those of a subject, those of equal images and those of images that look alike, also over several steps. Holds about 100
     * bytes a sample while it works.
     */
    private static final class Grouper {

        private final HashNumbers nodes = new HashNumbers();
        /** Of the nodes. */
        private final DisjointSets sets = new DisjointSets();
        private final NearDuplicates nearDuplicates = new NearDuplicates();
        private final OptionalInt nearDistance;
        private byte[] labels = new byte[1024];
        /** The node of each sample's image. */
        private int[] images = new int[1024];
        private int samples;

        private Grouper(final OptionalInt nearDistance) {
            this.nearDistance = nearDistance;
        }

        private void add(final Sample sample, final String dataset) throws IOException {
            final SampleMetadata metadata = sample.metadata();
            final int image = node("image " + metadata.sha256().orElseThrow());
            if (metadata.person().isPresent()) {
                sets.unite(image, node("subject " + metadata.person().get()));
            }

            if (nearDistance.isPresent()) {
                nearDuplicates.add(NearDuplicates.hash(sample, dataset));
            }

            if (samples == labels.length) {
                labels = Arrays.copyOf(labels, 2 * samples);
                images = Arrays.copyOf(images, 2 * samples);
            }

            labels[samples] = (byte) SampleLabels.number(metadata.expression());
            images[samples] = image;
            samples++;
        }

        private int node(final String name) {
            final int node = nodes.number(Sha256.prefix(name));
            if (node == sets.size()) {
                sets.add();
            }

            return node;
        }

        private SampleGroups groups() {
            final int[] numbers = new int[nodes.size()];
            Arrays.fill(numbers, -1);
            final int[] groups = new int[samples];
            int count = 0;
            for (int sample = 0; sample < samples; sample++) {
                final int root = sets.lowest(images[sample]);
                if (numbers[root] < 0) {
                    numbers[root] = count;
                    count++;
                }

                groups[sample] = numbers[root];
            }

            return new SampleGroups(groups, Arrays.copyOf(labels, samples), count);
        }
    }
}
