package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.nififer.common.Expression;
import org.nififer.dataset.Sample;
import org.nififer.dataset.statistics.SampleImage;
import org.nififer.model.Classification;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A sample that got a wrong answer.
 *
 * @param key              of the sample
 * @param label            the expression it shows
 * @param predicted        the answer
 * @param confidence       the probability of the answer
 * @param labelProbability the probability that the label got
 * @param image            to look at; not in the JSON
 */
public record Mistake(String key, String label, String predicted, double confidence, double labelProbability, @JsonIgnore SampleImage image) {

    /**
     * Keeps the wrong answers of which a model was surest. Not thread-safe.
     */
    static final class Surest {

        private static final Comparator<Numbered> LEAST_CONFIDENT_FIRST = Comparator.<Numbered>comparingDouble(numbered -> numbered.mistake().confidence())
                .thenComparing(Comparator.comparingLong(Numbered::number).reversed());

        private final int capacity;
        private final PriorityQueue<Numbered> kept = new PriorityQueue<>(LEAST_CONFIDENT_FIRST);
        private long seen;

        /**
         * Starts without any.
         *
         * @param capacity how many are kept, 0 or more
         */
        Surest(final int capacity) {
            this.capacity = capacity;
        }

        /** Adds an answer, which is kept where it is wrong and surer than others. */
        void add(final Sample sample, final Classification classification) throws IOException {
            final Expression label = sample.metadata().expression().orElseThrow();
            final double confidence = classification.confidence();
            if (capacity == 0 || classification.expression() == label || kept.size() == capacity && kept.element().mistake().confidence() >= confidence) {
                return;
            }

            if (kept.size() == capacity) {
                kept.remove();
            }

            seen++;
            kept.add(new Numbered(seen, new Mistake(sample.key(), label.label(), classification.expression().label(), confidence,
                    classification.probabilities().getOrDefault(label, 0.0), SampleImage.of(sample))));
        }

        /** The surest first; of equally sure ones the earlier. */
        List<Mistake> mistakes() {
            return kept.stream().sorted(LEAST_CONFIDENT_FIRST.reversed()).map(Numbered::mistake).toList();
        }

        private record Numbered(long number, Mistake mistake) {
        }
    }
}
