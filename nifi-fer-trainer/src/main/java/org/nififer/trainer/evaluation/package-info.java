/**
 * How good a model is on the samples of a split: {@link org.nififer.trainer.evaluation.ModelEvaluator} finds out all that can be reported,
 * {@link org.nififer.trainer.evaluation.DatasetEvaluator} only the figures that a training needs after each epoch.
 */
package org.nififer.trainer.evaluation;
