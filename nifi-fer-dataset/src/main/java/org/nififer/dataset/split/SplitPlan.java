package org.nififer.dataset.split;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Split;
import org.nififer.dataset.split.SplitSettings.TooFewSamples;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which group of samples goes to which split.
 */
final class SplitPlan {

    private static final int CLASSES = Expression.all().size();

    private final byte[] splits;
    private final SplitQuotas quotas;

    private SplitPlan(final byte[] splits, final SplitQuotas quotas) {
        this.splits = splits;
        this.quotas = quotas;
    }

    /**
     * Finds a plan. Where a class with too few samples gives a share, so does a class with too few subjects: the hardest one, until a plan is found.
     *
     * @param progress told that the search goes on
     * @throws InvalidInputException where there is none, saying for which class
     */
    static SplitPlan of(final SampleGroups groups, final SplitSettings settings, final ProgressListener progress) throws InvalidInputException {
        if (groups.samples() == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, "The dataset has no samples; there is nothing to split");
        }

        if (groups.areUnlabelled()) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    String.format(Locale.ROOT, "All %d samples are unlabelled; merge them with labelled ones first, which validation and test are made of", groups.samples()));
        }

        final SplitSearch search = new SplitSearch(groups.classCounts());
        final boolean[] tooFew = SplitQuotas.tooFew(search.available(), settings);
        if (settings.tooFew() == TooFewSamples.ERROR) {
            requireEnough(search.available(), tooFew, settings);
        }

        while (true) {
            final SplitQuotas quotas = new SplitQuotas(search.available(), tooFew, settings);
            final SplitSearch.Result result = search.search(quotas, settings.seed(), progress);
            if (result.splits().isPresent()) {
                final SplitPlan plan = new SplitPlan(result.splits().get(), quotas);
                requireEvaluation(plan, settings);
                return plan;
            }

            if (settings.tooFew() == TooFewSamples.ERROR) {
                throw impossible(groups, settings, Expression.ofId(result.hardest()));
            }

            tooFew[result.hardest()] = true;
        }
    }

    private static void requireEnough(final long[] available, final boolean[] tooFew, final SplitSettings settings) throws InvalidInputException {
        for (int expression = 0; expression < CLASSES; expression++) {
            if (tooFew[expression]) {
                throw new InvalidInputException(Code.INVALID_DATASET,
                        String.format(Locale.ROOT, "%s has %d samples; %d for validation, %d for test and at least 1 for train need %d. Ask for fewer, or "
                        + "let classes with too few give a share", Expression.ofId(expression).label(), available[expression], settings.validationPerClass(),
                        settings.testPerClass(), SplitQuotas.needed(settings)));
            }
        }
    }

    private static InvalidInputException impossible(final SampleGroups groups, final SplitSettings settings, final Expression hardest) {
        return new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "%d samples of each class for validation and %d for test cannot be had without a subject or image in two splits, "
                + "least of all of %s; ask for fewer, or let classes with too few give a share. %d of the %d samples belong together%s",
                settings.validationPerClass(), settings.testPerClass(), hardest.label(), groups.largest(), groups.samples(),
                settings.nearDistance().orElse(0) == 0 ? "" : "; a smaller distance between near-duplicates may part them"));
    }

    /** A dataset of three samples, or of one subject, has no shares to give. */
    private static void requireEvaluation(final SplitPlan plan, final SplitSettings settings) throws InvalidInputException {
        if (settings.validationPerClass() > 0 && !plan.has(Split.VALIDATION) || settings.testPerClass() > 0 && !plan.has(Split.TEST)) {
            throw new InvalidInputException(Code.INVALID_DATASET, "No class has enough samples or subjects for train, validation and test; expected 4 samples, "
                    + "and 3 subjects where they are known, of at least one class");
        }
    }

    private boolean has(final Split split) {
        for (final byte ordinal : splits) {
            if (ordinal == split.ordinal()) {
                return true;
            }
        }

        return false;
    }

    /** The split of a group. */
    Split split(final int group) {
        return Split.values()[splits[group]];
    }

    /** How many samples of a class a split may have. */
    long most(final Split split, final Expression expression) {
        return split == Split.TRAIN || quotas.isShare(expression.id()) ? Long.MAX_VALUE : quotas.of(split.ordinal(), expression.id());
    }

    /** The classes that give a share. */
    Set<Expression> tooFew() {
        final Set<Expression> tooFew = EnumSet.noneOf(Expression.class);
        Expression.all().stream().filter(expression -> quotas.isShare(expression.id())).forEach(tooFew::add);
        return Collections.unmodifiableSet(tooFew);
    }
}
