package org.nififer.dataset.split;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Splits a dataset anew: validation and test get an equal number of samples of each class that occurs (Vats and Chadha, 2023, take
 * 500), train gets the rest. A subject's samples, where subjects are known, equal images and images that look alike are in one split
 * only. The numbers are met exactly; where whole subjects do not add up to them, samples beyond them are left out and counted. A class
 * with too few samples is an error or gives a share instead, by choice. Unlabelled samples go to train, where a teacher can use them; those whose subjects or images
 * are in validation or test are left out.
 */
public final class DatasetSplitter {

    private DatasetSplitter() {
    }

    /**
     * Reads a dataset twice, for the plan and for the result.
     *
     * @param output   gets the samples in their order; stays open
     * @param progress told of each sample in both passes
     * @throws InvalidInputException where a class has too few samples or subjects for the numbers and at least one more for train and that
     *                               is an error, where nothing can be given to validation or test at all, or where the dataset is already balanced
     */
    public static Summary split(final DatasetSource input, final DatasetWriter output, final SplitSettings settings, final ProgressListener progress)
            throws IOException {
        final SampleGroups groups = SampleGroups.of(input, settings.nearDistance(), progress);
        final SplitPlan plan = SplitPlan.of(groups, settings, progress);
        final long[][] room = new long[Split.values().length][Expression.all().size()];
        for (final Split split : Split.values()) {
            for (final Expression expression : Expression.all()) {
                room[split.ordinal()][expression.id()] = plan.most(split, expression);
            }
        }

        final DatasetCounts written = new DatasetCounts();
        final Map<Expression, Long> leftOut = new EnumMap<>(Expression.class);
        long unlabelledLeftOut = 0;
        int number = 0;
        try (DatasetReader reader = input.open()) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                if (number == groups.samples()) {
                    throw changed();
                }

                final Split split = plan.split(groups.groups()[number]);
                final Optional<Expression> expression = sample.metadata().expression();
                if (hasRoom(room[split.ordinal()], split, expression)) {
                    expression.ifPresent(label -> room[split.ordinal()][label.id()]--);
                    final SampleMetadata metadata = sample.metadata().toBuilder().split(split).build();
                    output.write(sample.withMetadata(metadata));
                    written.add(metadata);
                } else if (expression.isPresent()) {
                    leftOut.merge(expression.get(), 1L, Long::sum);
                } else {
                    unlabelledLeftOut++;
                }

                number++;
                progress.sampleDone();
            }
        }

        if (number < groups.samples()) {
            throw changed();
        }

        return new Summary(number, written, Collections.unmodifiableMap(leftOut), unlabelledLeftOut, plan.tooFew());
    }

    private static boolean hasRoom(final long[] room, final Split split, final Optional<Expression> expression) {
        return expression.isPresent() ? room[expression.get().id()] > 0 : split == Split.TRAIN;
    }

    private static InvalidInputException changed() {
        return new InvalidInputException(Code.INVALID_DATASET, "The dataset changed while it was split; start again");
    }

    /**
     * What became of the samples of a dataset that was split.
     *
     * @param read              all samples
     * @param written           those in the new dataset, by split and expression
     * @param leftOut           how many samples of each expression are in no split: they show subjects, or repeat images, of the validation or
     *                          test split, whose number for the expression was reached already
     * @param unlabelledLeftOut how many unlabelled samples are in no split, since they show subjects, or repeat images, of the validation or test split
     * @param tooFew            the expressions that had too few samples or subjects and gave a share of them instead of the numbers asked for; none of their samples is left out
     */
    public record Summary(long read, DatasetCounts written, Map<Expression, Long> leftOut, long unlabelledLeftOut, Set<Expression> tooFew) {

        /** All samples in no split. */
        public long totalLeftOut() {
            return leftOut.values().stream().mapToLong(Long::longValue).sum() + unlabelledLeftOut;
        }
    }
}
