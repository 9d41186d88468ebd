package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How the features that a model makes of faces lie to each other (section 3.6 of Vats and Chadha), over samples drawn by chance.
 *
 * @param samples how many were drawn
 * @param seed    of the draw
 * @param pooled  the features before squeeze-and-excitation, which the squeeze is
 * @param gated   those after the excitation, which the head gets; null in a model without it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureSpace(int samples, long seed, FeatureMap pooled, FeatureMap gated) {
}
