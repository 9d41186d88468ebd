package org.nififer.dataset.split;

import org.nififer.common.Expression;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Shuffling;
import org.nififer.dataset.Split;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses whole groups for validation and test so that each has a given number of samples of each class, with as few as possible
 * beyond it. One attempt goes through the classes from the rarest on and takes groups by chance, first those that exceed no number,
 * then those that exceed the numbers least. Where groups have several samples an attempt may miss, so the best of many is taken. Classes with too
 * few samples have shares instead of numbers, which are met as nearly as whole groups allow.
 */
final class SplitSearch {

    private static final int CLASSES = Expression.all().size();
    /** Bounds the work by the groups that are looked at: 118 subjects get thousands of attempts, a hundred thousand of them a few dozen. */
    private static final long MAXIMUM_LOOKS = 50_000_000;
    private static final int MAXIMUM_ATTEMPTS = 2_000;
    /** However long they take, before a dataset counts as one that cannot be split. */
    private static final int MINIMUM_ATTEMPTS = 20;
    private static final Split[] EVALUATION = {Split.VALIDATION, Split.TEST};

    private final int[] classCounts;
    private final int groups;
    private final long[] available;
    private final int[][] members;
    private final int[] classOrder;

    /**
     * A search over groups.
     *
     * @param classCounts {@code [groups * 8]}, how many samples of each class each group has
     */
    SplitSearch(final int[] classCounts) {
        this.classCounts = classCounts;
        groups = classCounts.length / CLASSES;
        available = new long[CLASSES];
        members = new int[CLASSES][];
        for (int expression = 0; expression < CLASSES; expression++) {
            final int id = expression;
            members[id] = IntStream.range(0, groups).filter(group -> count(group, id) > 0).toArray();
            available[id] = Arrays.stream(members[id]).mapToLong(group -> count(group, id)).sum();
        }

        classOrder = IntStream.range(0, CLASSES).filter(id -> available[id] > 0).boxed()
                .sorted(Comparator.comparingLong(id -> available[id])).mapToInt(Integer::intValue).toArray();
    }

    /** How many samples there are of each class. */
    long[] available() {
        return available.clone();
    }

    /**
     * Looks for the best way to fill validation and test.
     *
     * @param seed     equal seeds find the same
     * @param progress told before each attempt
     */
    Result search(final SplitQuotas quotas, final long seed, final ProgressListener progress) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] failures = new int[CLASSES];
        Attempt best = null;
        long looks = 0;
        for (int number = 0; number < MAXIMUM_ATTEMPTS && (looks < MAXIMUM_LOOKS || best == null && number < MINIMUM_ATTEMPTS) && (best == null || best.miss > 0); number++) {
            progress.working();
            final Attempt attempt = new Attempt(quotas);
            final OptionalInt failed = attempt.run(random.split());
            looks += attempt.looks;
            if (failed.isPresent()) {
                failures[failed.getAsInt()]++;
            } else if (best == null || attempt.miss < best.miss) {
                best = attempt;
            }
        }

        return new Result(best == null ? Optional.empty() : Optional.of(best.splits), mostFrequent(failures));
    }

    private static int mostFrequent(final int[] failures) {
        int most = 0;
        for (int expression = 1; expression < CLASSES; expression++) {
            most = failures[expression] > failures[most] ? expression : most;
        }

        return most;
    }

    /**
     * What was found.
     *
     * @param splits  the split of each group, by the ordinal of {@link Split}; empty where no attempt filled both splits and left each class at least one sample for training
     * @param hardest the class for which most attempts failed; meaningless where none did
     */
    record Result(Optional<byte[]> splits, int hardest) {
    }

    private int count(final int group, final int expression) {
        return classCounts[group * CLASSES + expression];
    }

    /** One way to fill the splits. */
    private final class Attempt {

        private final byte[] splits = new byte[groups];
        private final SplitQuotas quotas;
        /** By the ordinal of the split. */
        private final long[][] taken = new long[Split.values().length][CLASSES];
        /** How many samples there are beyond the numbers, and how many of shares are lacking. */
        private long miss;
        private long looks;

        private Attempt(final SplitQuotas quotas) {
            this.quotas = quotas;
        }

        /** Fills the splits; returns the class for which that failed. */
        private OptionalInt run(final SplittableRandom random) {
            Arrays.fill(splits, (byte) Split.TRAIN.ordinal());
            for (final int expression : classOrder) {
                final int[] candidates = Shuffling.shuffled(members[expression], random);
                for (final Split split : EVALUATION) {
                    fill(split.ordinal(), expression, candidates);
                    final long lacking = Math.max(0, quotas.of(split.ordinal(), expression) - taken[split.ordinal()][expression]);
                    if (lacking > 0 && !quotas.isShare(expression)) {
                        return OptionalInt.of(expression);
                    }

                    miss += lacking;
                }
            }

            return OptionalInt.empty();
        }

        /** Takes groups until a split has its number of samples of a class, or there are no more. */
        private void fill(final int split, final int expression, final int[] candidates) {
            for (final int group : candidates) {
                if (taken[split][expression] >= quotas.of(split, expression)) {
                    return;
                }

                looks++;
                if (isFree(group) && excess(split, group) == 0) {
                    take(split, group);
                }
            }

            while (taken[split][expression] < quotas.of(split, expression)) {
                final int least = least(split, candidates);
                if (least < 0) {
                    return;
                }

                miss += excess(split, least);
                take(split, least);
            }
        }

        /** The first of the groups that exceed the numbers least, or -1; all of them exceed some. */
        private int least(final int split, final int[] candidates) {
            int least = -1;
            long leastExcess = Long.MAX_VALUE;
            for (int position = 0; position < candidates.length && leastExcess > 1; position++) {
                looks++;
                final int group = candidates[position];
                final long excess = isFree(group) ? excess(split, group) : Long.MAX_VALUE;
                if (excess < leastExcess) {
                    least = group;
                    leastExcess = excess;
                }
            }

            return least;
        }

        /** Whether a group can leave the training split without leaving too little of a class there. */
        private boolean isFree(final int group) {
            if (splits[group] != Split.TRAIN.ordinal()) {
                return false;
            }

            for (int expression = 0; expression < CLASSES; expression++) {
                final int count = count(group, expression);
                if (count > 0 && taken[Split.VALIDATION.ordinal()][expression] + taken[Split.TEST.ordinal()][expression] + count > quotas.mostForEvaluation(expression)) {
                    return false;
                }
            }

            return true;
        }

        /** How many samples of a group would be beyond the numbers of a split. */
        private long excess(final int split, final int group) {
            long excess = 0;
            for (int expression = 0; expression < CLASSES; expression++) {
                final long room = Math.max(0, quotas.of(split, expression) - taken[split][expression]);
                excess += Math.max(0, count(group, expression) - room);
            }

            return excess;
        }

        private void take(final int split, final int group) {
            splits[group] = (byte) split;
            for (int expression = 0; expression < CLASSES; expression++) {
                taken[split][expression] += count(group, expression);
            }
        }
    }
}
