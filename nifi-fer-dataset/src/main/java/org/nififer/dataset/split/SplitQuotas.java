package org.nififer.dataset.split;

import org.nififer.common.Expression;
import org.nififer.dataset.Split;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many samples of each class validation and test shall have. Classes with enough samples give the numbers asked for, exactly. One with too few gives about a share:
 * that of the classes with enough, all their samples taken together, at least one sample to each split where it has four or more (two, where only one split is asked for),
 * never more than half of its samples, and half where no class has enough; divided between validation and test as the numbers asked for are.
 */
final class SplitQuotas {

    private static final int CLASSES = Expression.all().size();

    /** {@code [split][class]}, by the ordinal of the split. */
    private final int[][] quotas = new int[Split.values().length][CLASSES];
    private final boolean[] tooFew;
    private final long[] available;

    /**
     * The quotas of a dataset.
     *
     * @param available how many samples it has of each class
     * @param tooFew    which classes have too few
     */
    SplitQuotas(final long[] available, final boolean[] tooFew, final SplitSettings settings) {
        this.available = available;
        this.tooFew = tooFew.clone();
        final long asked = settings.validationPerClass() + (long) settings.testPerClass();
        final int[] enough = IntStream.range(0, CLASSES).filter(id -> available[id] > 0 && !tooFew[id]).toArray();
        final double share = enough.length == 0 ? 1 : enough.length * (double) asked / Arrays.stream(enough).mapToLong(id -> available[id]).sum();
        for (int expression = 0; expression < CLASSES; expression++) {
            if (tooFew[expression]) {
                setShare(expression, share, settings);
            } else {
                quotas[Split.VALIDATION.ordinal()][expression] = settings.validationPerClass();
                quotas[Split.TEST.ordinal()][expression] = settings.testPerClass();
            }
        }
    }

    /** Which classes have too few samples for the numbers asked for and one more for train. */
    static boolean[] tooFew(final long[] available, final SplitSettings settings) {
        final boolean[] tooFew = new boolean[CLASSES];
        for (int expression = 0; expression < CLASSES; expression++) {
            tooFew[expression] = available[expression] > 0 && available[expression] < needed(settings);
        }

        return tooFew;
    }

    /** How many samples a class needs. */
    static long needed(final SplitSettings settings) {
        return settings.validationPerClass() + (long) settings.testPerClass() + 1;
    }

    private void setShare(final int expression, final double share, final SplitSettings settings) {
        final int splits = Math.min(1, settings.validationPerClass()) + Math.min(1, settings.testPerClass());
        final long asked = settings.validationPerClass() + (long) settings.testPerClass();
        final long most = Math.min(available[expression] / 2, asked);
        if (most < splits) {
            return;
        }

        final long both = Math.clamp(Math.round(available[expression] * share), splits, most);
        final long leastTest = Math.min(1, settings.testPerClass());
        final long mostTest = both - Math.min(1, settings.validationPerClass());
        final long test = Math.clamp(Math.round((double) both * settings.testPerClass() / asked), leastTest, mostTest);
        quotas[Split.TEST.ordinal()][expression] = (int) test;
        quotas[Split.VALIDATION.ordinal()][expression] = (int) (both - test);
    }

    /** How many samples of a class a split shall have; 0 for train, which gets the rest. */
    int of(final int split, final int expression) {
        return quotas[split][expression];
    }

    /** Whether a class has too few samples, so that its numbers need not be met exactly. */
    boolean isShare(final int expression) {
        return tooFew[expression];
    }

    /** How many samples of a class validation and test may have together. */
    long mostForEvaluation(final int expression) {
        return tooFew[expression] ? available[expression] / 2 : available[expression] - 1;
    }
}
