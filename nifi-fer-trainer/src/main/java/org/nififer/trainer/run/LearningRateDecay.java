package org.nififer.trainer.run;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/**
 * How the learning rate falls.
 */
public enum LearningRateDecay {
    /** The paper's. */
    STEP("Multiplied by a factor every some epochs: by 0.1 every 10 in the paper"),
    /** Loshchilov and Hutter (2017), without restarts. */
    COSINE("Half a cosine wave over the steps, from the learning rate to the minimum learning rate");

    private final String description;

    LearningRateDecay(final String description) {
        this.description = description;
    }

    /** The name in files and on the command line: lower case. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }
}
