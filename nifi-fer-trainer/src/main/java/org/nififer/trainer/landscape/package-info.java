/**
 * The loss around the weights of a model, which tells a flat minimum from a sharp one: {@link org.nififer.trainer.landscape.LossLandscape} computes it.
 */
package org.nififer.trainer.landscape;
