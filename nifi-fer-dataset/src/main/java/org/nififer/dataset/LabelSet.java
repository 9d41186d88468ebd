package org.nififer.dataset;

import org.nififer.common.Expression;
import org.nififer.common.Labelled;

import java.util.Optional;

/**
 * Which labels of the samples a model is measured by, where a source has several.
 */
public enum LabelSet implements Labelled {
    /** Those that a dataset gives for its samples. */
    MAJORITY("The label of each sample, which is what most annotators chose where there are votes; samples on which no majority agrees are left out") {
        @Override
        public Optional<Expression> label(final SampleMetadata metadata) {
            return metadata.isMeasurable() ? metadata.expression() : Optional.empty();
        }

        @Override
        public Optional<Expression> label(final DatasetIndex dataset, final int sample) {
            return dataset.isMeasurable(sample) ? dataset.expression(sample) : Optional.empty();
        }
    },
    /** Those of FER-2013 itself, where the votes of FER+ have replaced them. */
    ORIGINAL("The label that the source had before votes replaced it, as that of FER-2013 beside the votes of FER+, and the only label of a sample without votes; samples that "
            + "have votes and no original label are left out") {
        @Override
        public Optional<Expression> label(final SampleMetadata metadata) {
            return metadata.votes().isEmpty() ? metadata.original().or(metadata::expression) : metadata.original();
        }

        @Override
        public Optional<Expression> label(final DatasetIndex dataset, final int sample) {
            return dataset.votes(sample).isEmpty() ? dataset.original(sample).or(() -> dataset.expression(sample)) : dataset.original(sample);
        }
    };

    private final String description;

    LabelSet(final String description) {
        this.description = description;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** The label of a sample; empty where it has none of this kind. */
    public abstract Optional<Expression> label(SampleMetadata metadata);

    /** The same of a sample of an open dataset. */
    public abstract Optional<Expression> label(DatasetIndex dataset, int sample);
}
