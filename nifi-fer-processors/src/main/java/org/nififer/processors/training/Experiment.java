package org.nififer.processors.training;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.processors.common.FerAttributes;
import org.nififer.trainer.ablation.EvaluatedRun;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The evaluations of one experiment that have come. NiFi's bins, which join datasets and frames, are full at a number of FlowFiles, and hold them; this one is when all rows have
 * the same seeds, which takes days, so that its FlowFiles stay in their queue meanwhile.
 */
final class Experiment {

    private final String id;
    private final List<Evaluated> evaluations = new ArrayList<>();

    Experiment(final String id) {
        this.id = id;
    }

    /**
     * An evaluation and what its FlowFile says of the run.
     *
     * @param experiment that it belongs to
     */
    record Evaluated(FlowFile flowFile, String experiment, EvaluatedRun.Training run) {

        /**
         * Reads the attributes.
         *
         * @param rows one of which it has to be
         * @throws InvalidInputException naming the attribute that is missing or wrong
         */
        static Evaluated of(final FlowFile evaluation, final List<String> rows) throws InvalidInputException {
            final String row = attribute(evaluation, FerAttributes.ABLATION_ROW, "one of " + rows);
            if (!rows.contains(row)) {
                throw invalid(evaluation, FerAttributes.ABLATION_ROW, row, String.format(Locale.ROOT, "one of %s, which \"Rows\" names", rows));
            }

            final EvaluatedRun.Training run = new EvaluatedRun.Training(row, number(evaluation, FerAttributes.SEED, Long::valueOf), number(evaluation, FerAttributes.EPOCHS,
                    Integer::valueOf),
                    number(evaluation, FerAttributes.BEST_EPOCH, Integer::valueOf), number(evaluation, FerAttributes.TRAINING_SECONDS, Double::valueOf),
                    number(evaluation, FerAttributes.VALIDATION_ACCURACY, Double::valueOf));
            return new Evaluated(evaluation, attribute(evaluation, FerAttributes.ABLATION_ID, "a text that all runs of one experiment share"), run);
        }

        private static <T> T number(final FlowFile evaluation, final String attribute, final Function<String, T> parser) throws InvalidInputException {
            final String expected = "a number as TrainFerModel writes it";
            final String value = attribute(evaluation, attribute, expected);
            try {
                return parser.apply(value);
            } catch (final NumberFormatException e) {
                throw invalid(evaluation, attribute, value, expected);
            }
        }

        private static String attribute(final FlowFile evaluation, final String attribute, final String expected) throws InvalidInputException {
            final String value = evaluation.getAttribute(attribute);
            if (value == null || value.isBlank()) {
                throw invalid(evaluation, attribute, "", expected);
            }

            return value;
        }

        private static InvalidInputException invalid(final FlowFile evaluation, final String attribute, final String value, final String expected) {
            return new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "The attribute %s of %s is '%s'; expected %s", attribute,
                    evaluation.getAttribute(CoreAttributes.FILENAME.key()), value, expected));
        }
    }

    void add(final Evaluated evaluated) {
        evaluations.add(evaluated);
    }

    /** Those that wait. */
    List<Evaluated> evaluations() {
        return evaluations;
    }

    /**
     * Takes what makes a table: of the seeds that all rows have as many as it needs, the smallest first, each with the row's first evaluation; in the order of seeds and rows.
     *
     * @return nothing where the table is not complete
     */
    List<Evaluated> takeComplete(final List<String> rows, final int seeds) {
        final Map<Long, Map<String, Evaluated>> bySeed = new TreeMap<>();
        evaluations.forEach(evaluated -> bySeed.computeIfAbsent(evaluated.run().seed(), seed -> new HashMap<>()).putIfAbsent(evaluated.run().row(), evaluated));
        final List<Evaluated> chosen = bySeed.values().stream().filter(ofSeed -> ofSeed.size() == rows.size()).limit(seeds)
                .flatMap(ofSeed -> rows.stream().map(ofSeed::get)).toList();
        if (chosen.size() < rows.size() * seeds) {
            return List.of();
        }

        evaluations.removeAll(chosen);
        return chosen;
    }

    /** What a table still needs. */
    String missing(final List<String> rows, final int seeds) {
        final Map<String, Set<Long>> found = evaluations.stream().map(Evaluated::run)
                .collect(Collectors.groupingBy(EvaluatedRun.Training::row, Collectors.mapping(EvaluatedRun.Training::seed, Collectors.toSet())));
        final String counts = rows.stream().map(row -> String.format(Locale.ROOT, "%s has %d", row, found.getOrDefault(row, Set.of()).size())).collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "The table of experiment %s needs evaluations with the same %d seeds of each row: %s", id, seeds, counts);
    }
}
