package org.nififer.trainer.ablation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.nififer.trainer.evaluation.McNemarTest;

/**
 * Two rows with the same seed, sample by sample.
 */
public record SeedComparison(long seed, @JsonUnwrapped McNemarTest test) {
}
