/**
 * How good a model is on the samples of a split.
 */
package org.nififer.trainer.evaluation;
