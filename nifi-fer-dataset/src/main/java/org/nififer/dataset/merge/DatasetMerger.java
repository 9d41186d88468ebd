package org.nififer.dataset.merge;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.duplicate.NearDuplicates;
import org.nififer.dataset.merge.DroppedSample.Reason;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Merges datasets into one, and drops the images that they repeat: exact copies, by the SHA-256 of the encoded image, and near-duplicates, by the distance of their perceptual
 * hashes. Two files of the same pixels that are encoded differently, such as a PNG and a JPEG, are near-duplicates. Of copies a labelled one
 * stays; of several the one in test, else the one in validation, in train, without a split; among these the earlier one. Images of one person of one source
 * are dropped only where they are exact copies: the frames of a sequence look alike, and no split parts them. Holds about 100 bytes a sample while it looks for copies, no images.
 */
public final class DatasetMerger {

    private final List<Input> inputs;
    private final MergeSettings settings;
    private final ProgressListener progress;
    private final MergeLabels labels = new MergeLabels();

    private DatasetMerger(final List<Input> inputs, final MergeSettings settings, final ProgressListener progress) {
        this.inputs = inputs;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Reads the datasets twice, to find the copies and to write the rest. Keys that collide are made different.
     *
     * @param inputs   one or more, in the order in which their samples are written
     * @param output   stays open
     * @param drops    told of each sample that is dropped, after all others are written
     * @param progress told of each sample in both passes
     * @throws InvalidInputException naming the dataset, where one is invalid, where one has augmented samples, or where none has any sample
     */
    public static Summary merge(final List<Input> inputs, final DatasetWriter output, final MergeSettings settings, final DroppedSample.Listener drops,
                                     final ProgressListener progress) throws IOException {
        return new DatasetMerger(inputs, settings, progress).merge(output, drops);
    }

    private Summary merge(final DatasetWriter output, final DroppedSample.Listener drops) throws IOException {
        final MergePlan plan = plan();
        final KeyStore keys = new KeyStore(labels.size());
        final DatasetCounts written = write(plan, output, keys);
        for (int sample = 0; sample < labels.size(); sample++) {
            if (!plan.keeps(sample)) {
                final int original = plan.duplicateOf(sample);
                drops.dropped(new DroppedSample(labels.identity(sample, keys.get(sample)), plan.reason(sample), plan.distance(sample),
                        labels.identity(original, keys.get(original))));
            }
        }

        return summary(plan, written);
    }

    private MergePlan plan() throws IOException {
        final MergeImages images = new MergeImages();
        try (OrderedExecutor<HashedSample> hashing = new OrderedExecutor<>(Runtime.getRuntime().availableProcessors(),
                result -> result.hash().ifPresent(hash -> images.setHash(result.sample(), hash)))) {
            for (final Input input : inputs) {
                read(input, images, hashing);
            }

            hashing.finish();
        }

        if (labels.size() == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, "The datasets have no samples; there is nothing to merge");
        }

        return MergePlan.of(labels, images, settings, progress);
    }

    private void read(final Input input, final MergeImages images, final OrderedExecutor<HashedSample> hashing) throws IOException {
        labels.begin(input.name());
        try (DatasetReader reader = input.dataset().open()) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                if (sample.metadata().augmentation().isPresent()) {
                    throw new InvalidInputException(Code.INVALID_DATASET,
                            String.format(Locale.ROOT, "%s: Sample '%s' is an augmented one; merge datasets before they are balanced, not after", input.name(), sample.key()));
                }

                labels.add(sample.metadata());
                final int number = images.add(sample.metadata());
                if (settings.nearDistance().isPresent()) {
                    hash(sample, number, input, images, hashing);
                }

                progress.sampleDone();
            }
        }
    }

    private static void hash(final Sample sample, final int number, final Input input, final MergeImages images, final OrderedExecutor<HashedSample> hashing)
            throws IOException {
        if (sample.metadata().perceptualHash().isPresent()) {
            images.setHash(number, sample.metadata().perceptualHash().getAsLong());
        } else {
            hashing.submit(sample.image().length, () -> new HashedSample(number, NearDuplicates.hash(sample, input.name())));
        }
    }

    private DatasetCounts write(final MergePlan plan, final DatasetWriter output, final KeyStore keys) throws IOException {
        final BitSet reported = plan.reported();
        final DatasetCounts written = new DatasetCounts();
        int number = 0;
        for (final Input input : inputs) {
            try (DatasetReader reader = input.dataset().open()) {
                for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                    if (!labels.agrees(number, sample.metadata())) {
                        throw changed(input);
                    }

                    keys.add(reported.get(number) ? sample.key() : "");
                    if (plan.keeps(number)) {
                        output.writeUnderFreeKey(sample);
                        written.add(sample.metadata());
                    }

                    number++;
                    progress.sampleDone();
                }
            }
        }

        if (number < labels.size()) {
            throw changed(inputs.getLast());
        }

        return written;
    }

    private static InvalidInputException changed(final Input input) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s changed while it was merged; start again", input.name()));
    }

    private Summary summary(final MergePlan plan, final DatasetCounts written) {
        final long[] reasons = new long[Reason.values().length];
        long acrossSources = 0;
        long acrossSplits = 0;
        long conflicts = 0;
        for (int sample = 0; sample < labels.size(); sample++) {
            if (!plan.keeps(sample)) {
                reasons[plan.reason(sample).ordinal()]++;
                if (plan.reason(sample) != Reason.CONFLICT) {
                    final int original = plan.duplicateOf(sample);
                    acrossSources += labels.source(sample).equals(labels.source(original)) ? 0 : 1;
                    acrossSplits += labels.acrossSplits(sample, original) ? 1 : 0;
                    conflicts += plan.isConflicting(sample) ? 1 : 0;
                }
            }
        }

        return new Summary(reasons[Reason.EXACT.ordinal()], reasons[Reason.NEAR.ordinal()], reasons[Reason.CONFLICT.ordinal()], acrossSources, acrossSplits, conflicts, written);
    }

    /** A sample whose image was decoded for its hash. */
    private record HashedSample(int sample, OptionalLong hash) {
    }

    /**
     * One of the datasets to be merged.
     *
     * @param name    what reports and error messages call it
     * @param dataset read two times
     */
    public record Input(String name, DatasetSource dataset) {

        public Input {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(dataset, "dataset");
        }
    }

    /**
     * What a merge kept and dropped.
     *
     * @param exact         dropped since a preferred image has the same bytes
     * @param near          dropped since a preferred image looks alike
     * @param disputed      preferred ones that were dropped with their copies, since these have other expressions; 0 with {@link ConflictPolicy#KEEP_FIRST}
     * @param acrossSources how many of the exact and near ones come from another source than the preferred one
     * @param acrossSplits  how many of the exact and near ones are in another split than the preferred one: leaks, if they had stayed
     * @param conflicts     how many of the exact and near ones have another expression than the preferred one
     * @param written       the samples that stayed, by split and expression
     */
    public record Summary(long exact, long near, long disputed, long acrossSources, long acrossSplits, long conflicts, DatasetCounts written) {

        /** All samples that did not stay. */
        public long dropped() {
            return exact + near + disputed;
        }

        /** All samples of the inputs: those that stayed and those that did not. */
        public long read() {
            return written.total() + dropped();
        }
    }

    /**
     * Keys of some of many numbered samples: 4 bytes for each sample and those of the keys, where texts take several times that. Not thread-safe.
     */
    private static final class KeyStore {

        /** Where the key of each sample ends; it begins where the one before ends. */
        private final int[] ends;
        private byte[] bytes = new byte[1024];
        private int next;

        private KeyStore(final int samples) {
            ends = new int[samples];
        }

        /** Sets the key of the next sample; an empty one for a sample whose key nobody will ask for. */
        void add(final String key) {
            final byte[] added = key.getBytes(StandardCharsets.UTF_8);
            final int start = next == 0 ? 0 : ends[next - 1];
            final int end = Math.addExact(start, added.length);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, Math.multiplyExact(2, bytes.length)));
            }

            System.arraycopy(added, 0, bytes, start, added.length);
            ends[next] = end;
            next++;
        }

        /** The key of a sample, from 0. */
        String get(final int sample) {
            final int start = sample == 0 ? 0 : ends[sample - 1];
            return new String(bytes, start, ends[sample] - start, StandardCharsets.UTF_8);
        }
    }
}
