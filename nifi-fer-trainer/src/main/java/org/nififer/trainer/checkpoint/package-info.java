/**
 * What a training run remembers of itself, so that it goes on after a kill as if nothing had been: one file an epoch, the two latest
 * kept, each whole or not there, and known to be whole by its checksum.
 */
package org.nififer.trainer.checkpoint;
