package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.nififer.common.Expression;
import org.nififer.dataset.Reservoir;
import org.nififer.model.Classification;

import java.util.List;

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

    /**
     * Draws the samples of a {@link FeatureSpace}. Not thread-safe.
     */
    static final class Draw {

        private final long seed;
        private final Reservoir<Drawn> reservoir;

        /**
         * Starts without any.
         *
         * @param capacity how many are drawn at most, 0 or more
         */
        Draw(final int capacity, final long seed) {
            this.seed = seed;
            reservoir = new Reservoir<>(capacity, seed);
        }

        void add(final Expression label, final Classification.WithFeatures classification) {
            if (classification.pooled().length > 0) {
                reservoir.offer(() -> new Drawn(label, classification.pooled(), classification.gated()));
            }
        }

        /**
         * The features that were drawn.
         *
         * @param excited whether the model has squeeze-and-excitation
         * @return null where none were to be drawn, or the model does not tell them
         */
        FeatureSpace space(final boolean excited) {
            final List<Drawn> drawn = reservoir.drawn();
            if (drawn.isEmpty()) {
                return null;
            }

            final List<Expression> labels = drawn.stream().map(Drawn::label).toList();
            final FeatureMap pooled = FeatureMap.of(labels, drawn.stream().map(Drawn::pooled).toList());
            return new FeatureSpace(drawn.size(), seed, pooled, excited ? FeatureMap.of(labels, drawn.stream().map(Drawn::gated).toList()) : null);
        }

        private record Drawn(Expression label, float[] pooled, float[] gated) {
        }
    }
}
