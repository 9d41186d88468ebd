package org.nififer.dataset.merge;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.duplicate.NearDuplicates;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Merges datasets into one, and drops the images that they repeat: exact copies, by the SHA-256 of the encoded image, and near-duplicates, by the distance of their perceptual
 * hashes. Two files of the same pixels that are encoded differently, such as a PNG and a JPEG, are near-duplicates. Of copies a labelled one
 * stays; of several the one in test, else the one in validation, in train, without a split; among these the earlier one. Images of one person of one source
 * are dropped only where they are exact copies: the frames of a sequence look alike, and no split parts them. Holds about 100 bytes a sample while it looks for copies, no images.
 */
public final class DatasetMerger {

    private final List<MergeInput> inputs;
    private final MergeSettings settings;
    private final ProgressListener progress;
    private final MergeLabels labels = new MergeLabels();

    private DatasetMerger(final List<MergeInput> inputs, final MergeSettings settings, final ProgressListener progress) {
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
    public static MergeSummary merge(final List<MergeInput> inputs, final DatasetWriter output, final MergeSettings settings, final DropListener drops,
                                     final ProgressListener progress) throws IOException {
        return new DatasetMerger(inputs, settings, progress).merge(output, drops);
    }

    private MergeSummary merge(final DatasetWriter output, final DropListener drops) throws IOException {
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
            for (final MergeInput input : inputs) {
                read(input, images, hashing);
            }

            hashing.finish();
        }

        if (labels.size() == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, "The datasets have no samples; there is nothing to merge");
        }

        return MergePlan.of(labels, images, settings, progress);
    }

    private void read(final MergeInput input, final MergeImages images, final OrderedExecutor<HashedSample> hashing) throws IOException {
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

    private static void hash(final Sample sample, final int number, final MergeInput input, final MergeImages images, final OrderedExecutor<HashedSample> hashing)
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
        for (final MergeInput input : inputs) {
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

    private static InvalidInputException changed(final MergeInput input) {
        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s changed while it was merged; start again", input.name()));
    }

    private MergeSummary summary(final MergePlan plan, final DatasetCounts written) {
        final long[] reasons = new long[DropReason.values().length];
        long acrossSources = 0;
        long acrossSplits = 0;
        long conflicts = 0;
        for (int sample = 0; sample < labels.size(); sample++) {
            if (!plan.keeps(sample)) {
                reasons[plan.reason(sample).ordinal()]++;
                if (plan.reason(sample) != DropReason.CONFLICT) {
                    final int original = plan.duplicateOf(sample);
                    acrossSources += labels.source(sample).equals(labels.source(original)) ? 0 : 1;
                    acrossSplits += labels.acrossSplits(sample, original) ? 1 : 0;
                    conflicts += plan.isConflicting(sample) ? 1 : 0;
                }
            }
        }

        return new MergeSummary(reasons[DropReason.EXACT.ordinal()], reasons[DropReason.NEAR.ordinal()], reasons[DropReason.CONFLICT.ordinal()], acrossSources, acrossSplits,
                conflicts, written);
    }

    /** A sample whose image was decoded for its hash. */
    private record HashedSample(int sample, OptionalLong hash) {
    }
}
