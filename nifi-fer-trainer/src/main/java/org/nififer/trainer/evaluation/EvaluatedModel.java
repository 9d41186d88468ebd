package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.nififer.model.FaceClassifier;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelSummary;

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
