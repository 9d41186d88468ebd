/**
 * A training run: what is asked for, settings, batches read beside the network, epochs, events, checkpoints, and the model with the best
 * validation accuracy at the end.
 */
package org.nififer.trainer.run;
