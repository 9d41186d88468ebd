package org.nififer.core.dataset.split;

import org.nififer.core.Expression;
import org.nififer.core.dataset.Shuffling;
import org.nififer.core.dataset.Split;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Chooses whole groups for validation and test so that each has a given number of samples of each class, with as few as possible
 * beyond it. One attempt goes through the classes from the rarest on and takes groups by chance, first those that exceed no number,
 * then those that exceed the numbers least. Where groups have several samples an attempt may miss, so the best of many is taken.
 */
final class SplitSearch {

    private static final int CLASSES = Expression.all().size();
    /** Bounds the work: 118 subjects get thousands of attempts, a million single images one or two. */
    private static final long MAXIMUM_STEPS = 20_000_000;
    private static final int MAXIMUM_ATTEMPTS = 2_000;
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

    /** All samples of a class. */
    long available(final int expression) {
        return available[expression];
    }

    /**
     * The split of each group, by the ordinal of {@link Split}; empty where no attempt filled both splits and left each class at
     * least one sample for training.
     */
    Optional<byte[]> search(final SplitSettings settings) {
        final SplittableRandom random = new SplittableRandom(settings.seed());
        final long attempts = Math.clamp(MAXIMUM_STEPS / Math.max(1, groups), 20, MAXIMUM_ATTEMPTS);
        Attempt best = null;
        for (int number = 0; number < attempts && (best == null || best.surplus > 0); number++) {
            final Attempt attempt = new Attempt(settings);
            if (attempt.run(random.split()) && (best == null || attempt.surplus < best.surplus)) {
                best = attempt;
            }
        }

        return best == null ? Optional.empty() : Optional.of(best.splits);
    }

    private int count(final int group, final int expression) {
        return classCounts[group * CLASSES + expression];
    }

    /** One way to fill the splits. */
    private final class Attempt {

        private final byte[] splits = new byte[groups];
        /** By the ordinal of the split. */
        private final int[] quotas;
        private final long[][] taken = new long[Split.values().length][CLASSES];
        private long surplus;

        private Attempt(final SplitSettings settings) {
            quotas = new int[] {0, settings.validationPerClass(), settings.testPerClass()};
        }

        private boolean run(final SplittableRandom random) {
            Arrays.fill(splits, (byte) Split.TRAIN.ordinal());
            for (final int expression : classOrder) {
                final int[] candidates = Shuffling.shuffled(members[expression], random);
                for (final Split split : EVALUATION) {
                    if (!fill(split.ordinal(), expression, candidates)) {
                        return false;
                    }
                }
            }

            for (final int expression : classOrder) {
                if (taken[Split.VALIDATION.ordinal()][expression] + taken[Split.TEST.ordinal()][expression] >= available[expression]) {
                    return false;
                }
            }

            return true;
        }

        /** Takes groups until a split has its number of samples of a class; false where there are too few. */
        private boolean fill(final int split, final int expression, final int[] candidates) {
            for (final int group : candidates) {
                if (taken[split][expression] >= quotas[split]) {
                    return true;
                }

                if (splits[group] == Split.TRAIN.ordinal() && excess(split, group) == 0) {
                    take(split, group);
                }
            }

            while (taken[split][expression] < quotas[split]) {
                int least = -1;
                for (final int group : candidates) {
                    if (splits[group] == Split.TRAIN.ordinal() && (least < 0 || excess(split, group) < excess(split, least))) {
                        least = group;
                    }
                }

                if (least < 0) {
                    return false;
                }

                surplus += excess(split, least);
                take(split, least);
            }

            return true;
        }

        /** How many samples of a group would be beyond the numbers of a split. */
        private long excess(final int split, final int group) {
            long excess = 0;
            for (int expression = 0; expression < CLASSES; expression++) {
                final long room = Math.max(0, quotas[split] - taken[split][expression]);
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
