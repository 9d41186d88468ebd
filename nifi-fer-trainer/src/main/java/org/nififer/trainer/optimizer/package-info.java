/**
 * What moves the weights: stochastic gradient descent and AdamW, equal step by step to those of torch, and sharpness-aware minimization around either, equal to the
 * reference implementation of SAM (davda54/sam).
 */
package org.nififer.trainer.optimizer;
