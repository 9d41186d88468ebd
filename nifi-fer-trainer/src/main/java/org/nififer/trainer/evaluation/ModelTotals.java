package org.nififer.trainer.evaluation;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.Sample;
import org.nififer.dataset.Split;
import org.nififer.dataset.statistics.Sources;
import org.nififer.model.Classification;
import org.nififer.model.ModelDescription;
import org.nififer.trainer.evaluation.Evaluation.EvaluatedModel;
import org.nififer.trainer.evaluation.Evaluation.SourceMetrics;
import org.nififer.trainer.evaluation.ModelEvaluator.NamedModel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Adds up the answers of one model. What is kept does not grow with the number of samples. Not thread-safe.
 */
final class ModelTotals {

    private final NamedModel model;
    private final EvaluationSettings settings;
    private final ConfusionMatrix matrix = new ConfusionMatrix();
    private final Sources<SourceTotals> sources = new Sources<>(name -> new SourceTotals(name, new ConfusionMatrix()));
    private final Calibration.Totals calibration = new Calibration.Totals();
    private final Mistake.Surest mistakes;
    private final FeatureSpace.Draw features;
    private final LearningCurve learningCurve;

    /**
     * Starts without any answer.
     *
     * @throws InvalidInputException where the model's summary of its training cannot be read, or where all that it knows is left out
     */
    ModelTotals(final NamedModel model, final EvaluationSettings settings) throws InvalidInputException {
        this.model = model;
        this.settings = settings;
        if (settings.leftOut().containsAll(model.classifier().expressions())) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "Left out are %s, and %s knows nothing else", labels(List.copyOf(settings.leftOut())),
                    model.name()));
        }

        mistakes = new Mistake.Surest(settings.mistakes());
        features = new FeatureSpace.Draw(settings.features(), settings.seed());
        learningCurve = LearningCurve.ofModel(model.classifier().description().map(ModelDescription::training).orElse(null), model.name());
    }

    /**
     * Adds an answer to a labelled sample.
     *
     * @return whether it is right
     * @throws InvalidInputException where it is no number
     */
    boolean add(final Sample sample, final Classification.WithFeatures answer) throws IOException {
        final Expression label = sample.metadata().expression().orElseThrow();
        final Classification whole = answer.classification().orElseThrow(() -> new InvalidInputException(Code.INVALID_MODEL,
                String.format(Locale.ROOT, "%s gives NaN or infinite outputs for sample '%s'; its weights, mean or std are beyond what its precision can compute with",
                model.name(), sample.key())));

        final Classification classification = settings.leftOut().isEmpty() ? whole : whole.without(settings.leftOut());
        final boolean right = classification.expression() == label;
        matrix.add(label, classification);
        sources.totals(sources.number(sample.metadata().source().orElse(""))).matrix().add(label, classification);
        calibration.add(classification.confidence(), right);
        mistakes.add(sample, classification);
        features.add(label, answer);
        return right;
    }

    /**
     * What was found out; to be asked for once.
     *
     * @param leftOut sentences about what was not measured
     */
    Evaluation evaluation(final String datasetFingerprint, final List<String> leftOut) throws InvalidInputException {
        final Optional<ModelDescription> description = model.classifier().description();
        final EvaluationMetrics metrics = matrix.metrics();
        return new Evaluation(EvaluatedModel.of(model.name(), model.classifier()), metrics, normalized(metrics.confusion()),
                ConfidenceIntervals.of(matrix, settings.resamples(), settings.seed()), sourceMetrics(), calibration.calibration(), mistakes.mistakes(),
                features.space(description.isPresent() && description.get().architecture().seReduction() > 0), learningCurve, null,
                warnings(description, datasetFingerprint, leftOut));
    }

    private static double[][] normalized(final long[][] confusion) {
        return Arrays.stream(confusion).map(row -> {
            final double sum = Math.max(1, Arrays.stream(row).sum());
            return Arrays.stream(row).mapToDouble(count -> count / sum).toArray();
        }).toArray(double[][]::new);
    }

    private List<SourceMetrics> sourceMetrics() {
        return sources.all().stream().map(SourceTotals::metrics).sorted(Comparator.comparingLong(SourceMetrics::samples).reversed()).toList();
    }

    private List<String> warnings(final Optional<ModelDescription> description, final String datasetFingerprint, final List<String> leftOut) throws InvalidInputException {
        final List<Expression> known = model.classifier().expressions();
        final List<Expression> shown = Expression.all().stream().filter(expression -> matrix.support(expression) > 0).toList();
        final List<Expression> unknown = shown.stream().filter(expression -> !known.contains(expression)).toList();
        if (unknown.size() == shown.size()) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "The %s samples show %s, and %s only knows %s: it can get none of them right",
                    settings.split().label(), labels(shown), model.name(), labels(known)));
        }

        final List<String> warnings = new ArrayList<>(leftOut);
        if (model.classifier().isMirrored()) {
            warnings.add(model.classifier().temperature() == 1 ? "Answers are averaged over each image and its mirror image."
                    : "Answers are averaged over each image and its mirror image; the temperature of the model was fitted to images alone.");
        }

        if (!unknown.isEmpty()) {
            warnings.add(String.format(Locale.ROOT, "The model has no output for %s, shown by %d of the %d samples: all of these count as mistakes.", labels(unknown),
                    unknown.stream().mapToLong(matrix::support).sum(), matrix.samples()));
        }

        if (shown.size() == 1) {
            warnings.add(String.format(Locale.ROOT, "All samples show %s: the figures do not tell how the model keeps expressions apart.", labels(shown)));
        } else if (shown.size() < Expression.all().size()) {
            final List<Expression> absent = Expression.all().stream().filter(expression -> !shown.contains(expression)).toList();
            warnings.add(String.format(Locale.ROOT, "No sample shows %s: the figures say nothing about them.", labels(absent)));
        }

        if (settings.split() == Split.TRAIN) {
            final boolean trainedOnIt = description.map(ModelDescription::datasetFingerprint).filter(datasetFingerprint::equals).isPresent();
            warnings.add(trainedOnIt ? "The model has learned from these very samples: the figures show how far it remembers them."
                    : "These are training samples: where the model has learned from them, the figures show how far it remembers them.");
        } else if (settings.split() == Split.VALIDATION) {
            warnings.add("Validation samples have chosen the epoch of a model that was trained with them: the figures are too good for new faces.");
        }

        return List.copyOf(warnings);
    }

    private static String labels(final List<Expression> expressions) {
        return expressions.stream().map(Expression::label).collect(Collectors.joining(", "));
    }

    private record SourceTotals(String name, ConfusionMatrix matrix) {

        private SourceMetrics metrics() {
            final EvaluationMetrics metrics = matrix.metrics();
            return new SourceMetrics(name, metrics.samples(), metrics.accuracy(), metrics.accuracy7(), metrics.weighted().f1(), metrics.macro().f1());
        }
    }
}
