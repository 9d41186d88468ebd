package org.nififer.dataset.merge;

import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Split;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Which samples of a merge stay. The preferred ones come first: labelled before unlabelled ones, and of either those of test, so that the test set of a benchmark stays whole and
 * train loses the copy, then those of validation, of train and of no split; within these the order of the inputs counts. A sample is
 * dropped where it is a copy of a preferred one that stays: a chain of samples each near to the next does not fall as a whole. Holds 5 bytes a sample.
 */
final class MergePlan {

    private static final List<Optional<Split>> PREFERENCE = List.of(Optional.of(Split.TEST), Optional.of(Split.VALIDATION), Optional.of(Split.TRAIN), Optional.empty());

    private final MergeLabels labels;
    /** The sample that each is a copy of; {@link CopySearch#NONE} for those that stay. */
    private final int[] duplicateOf;
    private final byte[] distances;
    private final BitSet near = new BitSet();
    private final BitSet disputed = new BitSet();

    private MergePlan(final MergeLabels labels) {
        this.labels = labels;
        duplicateOf = new int[labels.size()];
        distances = new byte[labels.size()];
        Arrays.fill(duplicateOf, CopySearch.NONE);
    }

    static MergePlan of(final MergeLabels labels, final MergeImages images, final MergeSettings settings, final ProgressListener progress) {
        final MergePlan plan = new MergePlan(labels);
        plan.findCopies(new CopySearch(images, settings.nearDistance()), progress);
        if (settings.conflicts() == ConflictPolicy.DROP_ALL) {
            plan.dropDisputed();
        }

        return plan;
    }

    private void findCopies(final CopySearch search, final ProgressListener progress) {
        for (final boolean labelled : new boolean[]{true, false}) {
            for (final Optional<Split> split : PREFERENCE) {
                findCopies(search, labelled, split, progress);
            }
        }
    }

    private void findCopies(final CopySearch search, final boolean labelled, final Optional<Split> split, final ProgressListener progress) {
        for (int sample = 0; sample < labels.size(); sample++) {
            if (labels.isLabelled(sample) == labelled && labels.split(sample).equals(split)) {
                progress.working();
                search.search(sample);
                duplicateOf[sample] = search.copyOf();
                distances[sample] = (byte) search.distance();
                near.set(sample, search.near());
                if (keeps(sample)) {
                    search.keep(sample);
                }
            }
        }
    }

    private void dropDisputed() {
        for (int sample = 0; sample < labels.size(); sample++) {
            if (!keeps(sample) && !disputed.get(sample) && isConflicting(sample) && keeps(duplicateOf[sample])) {
                final int preferred = duplicateOf[sample];
                duplicateOf[preferred] = sample;
                distances[preferred] = distances[sample];
                disputed.set(preferred);
            }
        }
    }

    /** Whether a sample stays. */
    boolean keeps(final int sample) {
        return duplicateOf[sample] == CopySearch.NONE;
    }

    /** Why a sample does not stay. */
    DroppedSample.Reason reason(final int sample) {
        if (disputed.get(sample)) {
            return DroppedSample.Reason.CONFLICT;
        }

        return near.get(sample) ? DroppedSample.Reason.NEAR : DroppedSample.Reason.EXACT;
    }

    /** The sample that a dropped one is a copy of; of a disputed one the first copy with another expression. */
    int duplicateOf(final int sample) {
        return duplicateOf[sample];
    }

    /** In how many bits the hashes of the two differ. */
    int distance(final int sample) {
        return distances[sample];
    }

    /** Whether the two have different expressions; an unlabelled one contradicts nothing. */
    boolean isConflicting(final int sample) {
        final int original = duplicateOf[sample];
        return labels.isLabelled(sample) && labels.isLabelled(original) && !labels.expression(sample).equals(labels.expression(original));
    }

    /** The samples whose keys a report of the dropped ones needs: these and those they are copies of. */
    BitSet reported() {
        final BitSet reported = new BitSet();
        for (int sample = 0; sample < labels.size(); sample++) {
            if (!keeps(sample)) {
                reported.set(sample);
                reported.set(duplicateOf[sample]);
            }
        }

        return reported;
    }
}
