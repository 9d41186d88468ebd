/**
 * Stochastic gradient descent and sharpness-aware minimization around it, equal step by step to torch's SGD and to the
 * reference implementation of SAM (davda54/sam).
 */
package org.nififer.trainer.optimizer;
