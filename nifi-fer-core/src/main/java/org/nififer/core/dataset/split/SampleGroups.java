package org.nififer.core.dataset.split;

import org.nififer.core.Expression;

/**
 * Which samples of a dataset have to stay together.
 *
 * @param groups      the group of each sample, from 0
 * @param expressions the id of each sample's expression
 * @param count       the number of groups
 */
record SampleGroups(int[] groups, byte[] expressions, int count) {

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

    /** How many samples of each expression each group has: {@code [groups * 8]}. */
    int[] classCounts() {
        final int[] counts = new int[Math.multiplyExact(count, CLASSES)];
        for (int sample = 0; sample < groups.length; sample++) {
            counts[groups[sample] * CLASSES + expressions[sample]]++;
        }

        return counts;
    }
}
