package org.nififer.trainer.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a checkpoint holds beside tensors.
 *
 * @param run      whose it is
 * @param epoch    after which it was written, from 1
 * @param progress what the run has to remember beside its tensors
 */
public record CheckpointState(RunIdentity run, int epoch, JsonNode progress) {
}
