/**
 * How good a model is on the samples of a split: {@link org.nififer.trainer.evaluation.ModelEvaluator} finds out all that can be
 * reported.
 */
package org.nififer.trainer.evaluation;
