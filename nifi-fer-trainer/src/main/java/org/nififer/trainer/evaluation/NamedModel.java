package org.nififer.trainer.evaluation;

import org.nififer.model.FaceClassifier;

/**
 * A model to evaluate.
 *
 * @param name       what the evaluation calls it, unlike those of others
 * @param classifier of this process, then open and left open, or of somebody else
 */
public record NamedModel(String name, FaceClassifier classifier) {
}
