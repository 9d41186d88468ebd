package org.nififer.trainer.run;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.Split;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which samples of a dataset a run learns from, and which choose its best epoch.
 *
 * @param dataset    open until the run has ended
 * @param training   their numbers: all of the training split where there is a teacher, the labelled ones else
 * @param validation their numbers: those of the validation split by whose labels something can be measured
 */
record TrainingSamples(DatasetIndex dataset, int[] training, int[] validation) {

    /**
     * The samples of a run.
     *
     * @throws InvalidInputException where a split is missing, or has nothing to learn from or to measure by: what is learned comes from labels or a teacher, and how well from
     *                               labels alone
     */
    static TrainingSamples of(final DatasetIndex dataset, final Optional<Teacher> teacher) throws InvalidInputException {
        final int[] split = split(dataset, Split.TRAIN);
        final int[] labelled = Arrays.stream(split).filter(sample -> dataset.expression(sample).isPresent()).toArray();
        final int[] training = teacher.isPresent() ? split : labelled;
        final int[] validation = Arrays.stream(split(dataset, Split.VALIDATION)).filter(dataset::isMeasurable).toArray();
        if (validation.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "All validation samples of %s are unlabelled, or no majority agrees on their "
                    + "labels; expected labelled ones, which choose the best epoch", dataset.file()));
        }

        if (training.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "All train samples of %s are unlabelled; expected labelled ones, or a teacher that answers for them", dataset.file()));
        }

        if (teacher.isPresent() && teacher.get().asked(dataset, training).length == 0) {
            throw new InvalidInputException(Code.INVALID_SETTING,
                    String.format(Locale.ROOT, "The teacher has nothing to say: its weight is %s, and %s has no unlabelled train samples; expected a higher weight, unlabelled "
                    + "samples, or no teacher", teacher.get().weight(), dataset.file()));
        }

        if (teacher.isEmpty() && Arrays.stream(labelled).mapToObj(dataset::expression).distinct().count() < 2) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s shows only %s in its training split; training needs at least two expressions",
                    dataset.file(), SampleLabels.text(dataset.expression(labelled[0]))));
        }

        return new TrainingSamples(dataset, training, validation);
    }

    private static int[] split(final DatasetIndex dataset, final Split split) throws InvalidInputException {
        final int[] samples = dataset.samples(split);
        if (samples.length == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "%s has no %s samples; training needs a train and a validation split (dataset split makes them)", dataset.file(), split.label()));
        }

        return samples;
    }

    /** Tells what is left out, what the settings ask for and the dataset does not have, and what it has and nothing is measured by. */
    void warn(final TargetSettings targets, final TrainingListener listener) {
        warnOfUnlabelled(Split.TRAIN, training, "are left out, since there is no teacher", listener);
        warnOfUnlabelled(Split.VALIDATION, validation, "are left out, since nothing can be measured with them", listener);
        final long withoutMajority = Arrays.stream(dataset.samples(Split.VALIDATION)).filter(sample -> dataset.expression(sample).isPresent() && !dataset.isMeasurable(sample))
                .count();
        if (withoutMajority > 0) {
            listener.warned(String.format(Locale.ROOT, "%d validation samples on whose labels no majority agrees are left out, since nothing can be measured with them",
                    withoutMajority));
        }

        if (targets.originalPart() > 0 && Arrays.stream(training).noneMatch(sample -> dataset.original(sample).isPresent())) {
            listener.warned("No train sample has an original label beside its votes, so that nothing of it can be in the targets");
        }

        if (targets.voteWeights() && Arrays.stream(training).noneMatch(sample -> dataset.otherVotes(sample) > 0)) {
            listener.warned("No train sample says how many of its annotators chose no expression, so that all count the same");
        }
    }

    private void warnOfUnlabelled(final Split split, final int[] used, final String what, final TrainingListener listener) {
        final int[] samples = dataset.samples(split);
        final long unlabelled = Arrays.stream(samples).filter(sample -> dataset.expression(sample).isEmpty()).count();
        if (unlabelled > 0 && used.length < samples.length) {
            listener.warned(String.format(Locale.ROOT, "%d unlabelled %s samples %s", unlabelled, split.label(), what));
        }
    }

    /** How many samples the whole dataset has, by split and expression, unlabelled ones among them. */
    Map<String, Map<String, Long>> counts() {
        return IntStream.range(0, dataset.size()).boxed().collect(Collectors.groupingBy(sample -> dataset.split(sample).map(Split::label).orElse("none"), TreeMap::new,
                Collectors.groupingBy(sample -> SampleLabels.text(dataset.expression(sample)), TreeMap::new, Collectors.counting())));
    }
}
