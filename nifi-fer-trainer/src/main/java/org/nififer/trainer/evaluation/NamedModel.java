package org.nififer.trainer.evaluation;

import org.nififer.model.ExpressionClassifier;

/**
 * A model to evaluate.
 *
 * @param name       what the evaluation calls it, unlike those of others
 * @param classifier open, and left open
 */
public record NamedModel(String name, ExpressionClassifier classifier) {
}
