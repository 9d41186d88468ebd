package org.nififer.dataset.statistics;

import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.statistics.DatasetStatistics.ClassCounts;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Something in a dataset that spoils what is learned from it or measured with it.
 *
 * @param kind which sort of problem
 * @param text what it is and what helps, one or two sentences for a person
 */
public record DatasetWarning(Kind kind, String text) {

    /** What to be warned of in a dataset, the gravest first. */
    static List<DatasetWarning> of(final DatasetStatistics statistics, final DatasetReader.Others others) {
        final Finder found = new Finder(statistics);
        found.leaks();
        found.labels();
        found.splits();
        found.classes();
        found.unlabelled();
        found.others(others);
        found.warnings.sort(Comparator.comparing(DatasetWarning::kind));
        return List.copyOf(found.warnings);
    }

    /** The sorts of problems, the gravest first. */
    public enum Kind {
        /** A person is in several splits. */
        SUBJECT_LEAK,
        /** An image is in several splits. */
        DUPLICATE_LEAK,
        /** Images that look alike are in several splits. */
        NEAR_DUPLICATE_LEAK,
        /** Validation or test has augmented samples. */
        AUGMENTED_OUTSIDE_TRAIN,
        /** Validation or test has unlabelled samples. */
        UNLABELLED_OUTSIDE_TRAIN,
        /** Equal images have different labels. */
        CONFLICTING_LABELS,
        /** Images cannot be decoded. */
        DAMAGED_IMAGES,
        /** Some samples have a split and some have none. */
        WITHOUT_SPLIT,
        /** A class of one split is absent from another one. */
        MISSING_CLASS,
        /** A class has few samples to learn from. */
        TINY_CLASS,
        /** The largest class is many times the smallest. */
        IMBALANCE,
        /** Samples to learn from are unlabelled. */
        UNLABELLED,
        /** It cannot be checked whether people are in several splits. */
        UNKNOWN_SUBJECTS,
        /** Files of the dataset belong to no sample. */
        OTHER_FILES;

        /** The name in files: lower case, with hyphens. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Finds what to be warned of.
     */
    private static final class Finder {

        /** Fewer originals than this teach a network little of an expression. */
        private static final int TINY_CLASS = 100;
        private static final double IMBALANCE = 10;

        private final DatasetStatistics statistics;
        private final List<DatasetWarning> warnings = new ArrayList<>();

        private Finder(final DatasetStatistics statistics) {
            this.statistics = statistics;
        }

        private void add(final Kind kind, final String format, final Object... arguments) {
            warnings.add(new DatasetWarning(kind, String.format(Locale.ROOT, format, arguments)));
        }

        private void leaks() {
            if (statistics.subjects().inSeveralSplits() > 0) {
                add(Kind.SUBJECT_LEAK, "%s in more than one split: a model is then measured on people whom it has learned. Split the dataset again.",
                        counted(statistics.subjects().inSeveralSplits(), "subject is", "subjects are"));
            }

            final DuplicateStatistics equal = statistics.equalImages();
            if (equal.acrossSplits() > 0) {
                add(Kind.DUPLICATE_LEAK, "%s in more than one split (%s): a model is then measured on images that it knows. Remove duplicates or split again.",
                        counted(equal.acrossSplits(), "image is", "images are"), leaked(equal));
            }

            final DuplicateStatistics near = statistics.nearDuplicates();
            if (near.acrossSplits() > equal.acrossSplits()) {
                add(Kind.NEAR_DUPLICATE_LEAK, "%s that look alike, equal ones included, in more than one split (%s). Remove near-duplicates or split again.",
                        counted(near.acrossSplits(), "group has images", "groups have images"), leaked(near));
            }

            if (statistics.augmentation().outsideTrain() > 0) {
                add(Kind.AUGMENTED_OUTSIDE_TRAIN, "%s outside of train: validation and test have to be what a camera saw. Balance after splitting, not before.",
                        counted(statistics.augmentation().outsideTrain(), "augmented sample is", "augmented samples are"));
            }

            if (statistics.subjects().samplesWithoutSubject() > 0 && statistics.samples() > statistics.samplesOf(SplitCounts.NONE)) {
                add(Kind.UNKNOWN_SUBJECTS, "%s not say who is shown: whether a person is in more than one split cannot be checked for them.",
                        counted(statistics.subjects().samplesWithoutSubject(), "sample does", "samples do"));
            }
        }

        /** Which samples of validation and test are known from elsewhere. */
        private static String leaked(final DuplicateStatistics duplicates) {
            final List<String> leaks = new ArrayList<>();
            addLeak(leaks, duplicates.validationInTrain(), "validation", "train");
            addLeak(leaks, duplicates.testInTrain(), "test", "train");
            addLeak(leaks, duplicates.testInValidation(), "test", "validation");
            return String.join(", ", leaks);
        }

        private static void addLeak(final List<String> leaks, final long samples, final String split, final String other) {
            if (samples > 0) {
                leaks.add(String.format(Locale.ROOT, "%s in %s as well", counted(samples, split + " sample is", split + " samples are"), other));
            }
        }

        private void labels() {
            if (statistics.equalImages().differingLabels() > 0) {
                add(Kind.CONFLICTING_LABELS, "%s labelled with different expressions in different places: at least one of these labels is wrong each time.",
                        counted(statistics.equalImages().differingLabels(), "image is", "images are"));
            }

            if (statistics.images().damaged() > 0) {
                add(Kind.DAMAGED_IMAGES, "%s cannot be decoded; training will stop there. They are named below.",
                        counted(statistics.images().damaged(), "image", "images"));
            }
        }

        private void splits() {
            final long without = statistics.samplesOf(SplitCounts.NONE);
            if (without > 0 && without < statistics.samples()) {
                add(Kind.WITHOUT_SPLIT, "%s in no split while others are: neither training nor evaluation uses them.", counted(without, "sample is", "samples are"));
            }

            missing("train", ClassCounts::train);
            missing("validation", ClassCounts::validation);
            missing("test", ClassCounts::test);
        }

        private void missing(final String split, final ToLongFunction<ClassCounts> count) {
            if (statistics.classes().stream().mapToLong(count).sum() > 0) {
                final List<String> missing = statistics.classes().stream().filter(row -> row.samples() > 0 && count.applyAsLong(row) == 0)
                        .map(row -> row.expression().label()).toList();
                if (!missing.isEmpty()) {
                    add(Kind.MISSING_CLASS, "The %s split has no sample of %s, which other parts of the dataset have.", split, String.join(", ", missing));
                }
            }
        }

        private void classes() {
            final BalanceStatistics balance = statistics.balance();
            final String where = balance.train() ? "in train" : "in the dataset";
            final List<String> tiny = balance.classes().stream().filter(row -> row.originals() > 0 && row.originals() < TINY_CLASS)
                    .map(row -> String.format(Locale.ROOT, "%s has %d", row.expression().label(), row.originals())).toList();
            if (!tiny.isEmpty()) {
                add(Kind.TINY_CLASS, "Fewer than %d originals %s: %s. That is little to learn an expression from, and augmented copies bring no new people.", TINY_CLASS, where,
                        String.join(", ", tiny));
            }

            if (balance.ratioNow() >= IMBALANCE) {
                add(Kind.IMBALANCE, "The largest expression %s has %.0f times the samples of the smallest. Balance the dataset, or give the loss class weights.", where,
                        balance.ratioNow());
            }
        }

        private void unlabelled() {
            final long outside = statistics.splits().stream().filter(row -> List.of("validation", "test").contains(row.split())).mapToLong(SplitCounts::unlabelled).sum();
            if (outside > 0) {
                add(Kind.UNLABELLED_OUTSIDE_TRAIN, "%s in validation or test, where nothing can be measured with them. Split the dataset again: they go to train then.",
                        counted(outside, "unlabelled sample is", "unlabelled samples are"));
            }

            final long others = statistics.unlabelled() - outside;
            if (others > 0) {
                add(Kind.UNLABELLED, "%s unlabelled: only a training with a teacher learns from them.", counted(others, "sample is", "samples are"));
            }
        }

        private void others(final DatasetReader.Others others) {
            if (others.count() > 0) {
                add(Kind.OTHER_FILES, "%s neither image nor JSON of a sample, and no operation takes them along: %s%s", counted(others.count(), "file is", "files are"),
                        String.join(", ", others.names()), others.count() > others.names().size() ? " and more." : ".");
            }
        }

        private static String counted(final long count, final String one, final String several) {
            return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : several);
        }
    }
}
