package org.nififer.dataset.split;

import org.nififer.common.Expression;
import org.nififer.dataset.SampleLabels;

/**
 * Which samples of a dataset have to stay together.
 *
 * @param groups the group of each sample, from 0
 * @param labels the number of each sample's label, see {@link SampleLabels}
 * @param count  the number of groups
 */
record SampleGroups(int[] groups, byte[] labels, int count) {

    private static final int CLASSES = Expression.all().size();

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
}
