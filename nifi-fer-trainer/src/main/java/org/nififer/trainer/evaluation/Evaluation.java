package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.nififer.trainer.landscape.Landscape;

import java.util.List;

/**
 * What was found out about one model.
 *
 * @param model               which one
 * @param metrics             the figures, in the JSON side by side with the rest
 * @param confusionNormalized the rows of the confusion matrix as parts of their sums, 0 to 1; a row without samples is 0
 * @param intervals           how sure the figures are
 * @param sources             the same by source, the largest first
 * @param calibration         how far its confidence can be taken for the chance to be right
 * @param mistakes            those of which it was surest
 * @param features            how its features lie to each other; null where that was not asked for
 * @param learningCurve       how its training went; null where unknown
 * @param landscape           of its loss; null where that was not asked for
 * @param warnings            what to know before the figures are believed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evaluation(EvaluatedModel model, @JsonUnwrapped EvaluationMetrics metrics, double[][] confusionNormalized, ConfidenceIntervals intervals,
                         List<SourceMetrics> sources, Calibration calibration, List<Mistake> mistakes, FeatureSpace features, LearningCurve learningCurve,
                         Landscape landscape, List<String> warnings) {

    /** The same with another course of the training. */
    public Evaluation withLearningCurve(final LearningCurve other) {
        return new Evaluation(model, metrics, confusionNormalized, intervals, sources, calibration, mistakes, features, other, landscape, warnings);
    }

    /** The same with a loss landscape. */
    public Evaluation withLandscape(final Landscape other) {
        return new Evaluation(model, metrics, confusionNormalized, intervals, sources, calibration, mistakes, features, learningCurve, other, warnings);
    }
}
