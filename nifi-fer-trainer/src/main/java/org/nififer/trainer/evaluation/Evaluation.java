package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.nififer.model.FaceClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelSummary;
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

    /**
     * Which model was evaluated.
     *
     * @param name       by which the evaluation calls it
     * @param id         of its file
     * @param variant    of the network: swin, swin-se, resnet or onnx
     * @param optimizer  that trained it; null where unknown
     * @param parameters how many weights it has
     * @param precision  in which it was run
     * @param mirrored   whether its answers are the means of the logits of image and mirror image; not in the JSON where they are not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EvaluatedModel(String name, String id, String variant, String optimizer, long parameters, String precision,
                                 @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean mirrored) {

        static EvaluatedModel of(final String name, final FaceClassifier classifier) {
            final ModelSummary summary = classifier.summary();
            final String optimizer = classifier.description().map(ModelDescription::training).map(training -> training.path("optimizer").path("kind").asText(null)).orElse(null);
            return new EvaluatedModel(name, classifier.modelId(), summary.kind(), optimizer, summary.parameters(), summary.precision(),
                    classifier.isMirrored());
        }
    }

    /**
     * The figures of the samples of one source.
     *
     * @param name       of the source; empty for samples that name none
     * @param samples    how many were classified
     * @param accuracy   see {@link EvaluationMetrics#accuracy()}
     * @param accuracy7  see {@link EvaluationMetrics#accuracy7()}
     * @param weightedF1 see {@link EvaluationMetrics#weighted()}
     * @param macroF1    see {@link EvaluationMetrics#macro()}
     */
    public record SourceMetrics(String name, long samples, double accuracy, double accuracy7, double weightedF1, double macroF1) {
    }

    /** The same with another course of the training. */
    public Evaluation withLearningCurve(final LearningCurve other) {
        return new Evaluation(model, metrics, confusionNormalized, intervals, sources, calibration, mistakes, features, other, landscape, warnings);
    }

    /** The same with a loss landscape. */
    public Evaluation withLandscape(final Landscape other) {
        return new Evaluation(model, metrics, confusionNormalized, intervals, sources, calibration, mistakes, features, learningCurve, other, warnings);
    }
}
