package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.nififer.dataset.statistics.SampleImage;

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
}
