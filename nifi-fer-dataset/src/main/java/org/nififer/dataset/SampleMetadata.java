package org.nififer.dataset;

import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a dataset knows of one sample beside its image: the content of {@code <key>.json}.
 *
 * @param expression     the label; empty for an unlabelled sample, from which only a training with a teacher learns
 * @param votes          how many annotators chose each expression; empty where the source has one label only, and for unlabelled samples
 * @param otherVotes     how many annotators chose none of the expressions: unknown, or no face at all; 0 where the source does not tell
 * @param hasMajority    whether the annotators agree on the label; where they do not, it is only what most of them chose: something to learn from by its votes, never
 *                       something to measure a model by
 * @param original       the label that the source had before the votes of others replaced it, as FER-2013 has one beside the votes of FER+; empty where there is no other
 * @param split          empty before the dataset is split
 * @param source         the name of the dataset it comes from
 * @param subject        the person shown, unique within the source; empty where the source does not tell
 * @param affect         valence and arousal; empty where the source does not tell
 * @param box            the face's place in the photo it was cut from, in pixels of that photo
 * @param augmentation   present only in samples that were made from another one
 * @param sha256         of the image's bytes, 64 lower-case hexadecimal digits
 * @param perceptualHash of the image itself, of an augmented one too, see {@link org.nififer.image.PerceptualHash};
 *                       empty for flat images, and where other programs wrote the dataset
 */
public record SampleMetadata(Optional<Expression> expression, Map<Expression, Integer> votes, int otherVotes, boolean hasMajority, Optional<Expression> original,
                             Optional<Split> split, Optional<String> source, Optional<String> subject, Optional<Affect> affect, Optional<BoundingBox> box,
                             Optional<Augmentation> augmentation, Optional<String> sha256, OptionalLong perceptualHash) {

    public SampleMetadata {
        Objects.requireNonNull(expression, "expression");
        final Map<Expression, Integer> ordered = new EnumMap<>(Expression.class);
        ordered.putAll(votes);
        if (expression.isEmpty() && !ordered.isEmpty()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "An unlabelled sample with the votes %s; expected the expression that they are for, or no votes",
                    ordered));
        }

        if (otherVotes < 0) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d votes for none of the expressions; expected 0 or more", otherVotes));
        }

        votes = Collections.unmodifiableMap(ordered);
    }

    /** A text that stands for the person shown, also among other sources, whose subjects may have the same names; empty where the subject is not known. */
    public Optional<String> person() {
        return subject.map(name -> String.format(Locale.ROOT, "%s\n%s", source.orElse(""), name));
    }

    /** A builder of metadata with everything absent but the label. */
    public static Builder builder(final Expression expression) {
        return new Builder(Optional.of(expression));
    }

    /** A builder of metadata with everything absent, the label too. */
    public static Builder unlabelled() {
        return new Builder(Optional.empty());
    }

    /** Whether nobody has said which expression the sample shows. */
    public boolean isUnlabelled() {
        return expression.isEmpty();
    }

    /** Whether a model can be measured by the label: there is one, and the annotators agree on it. */
    public boolean isMeasurable() {
        return expression.isPresent() && hasMajority;
    }

    /** The same under another label. */
    public SampleMetadata labelled(final Expression other) {
        return builderOf(Optional.of(other)).build();
    }

    /** A builder that starts with everything of this. */
    public Builder toBuilder() {
        return builderOf(expression);
    }

    private Builder builderOf(final Optional<Expression> label) {
        final Builder builder = new Builder(label);
        builder.votes = votes;
        builder.otherVotes = otherVotes;
        builder.hasMajority = hasMajority;
        builder.original = original;
        builder.split = split;
        builder.source = source;
        builder.subject = subject;
        builder.affect = affect;
        builder.box = box;
        builder.augmentation = augmentation;
        builder.sha256 = sha256;
        builder.perceptualHash = perceptualHash;
        return builder;
    }

    /** Sets what is known; the rest stays absent. */
    public static final class Builder {

        private final Optional<Expression> expression;
        private Map<Expression, Integer> votes = Map.of();
        private int otherVotes;
        private boolean hasMajority = true;
        private Optional<Expression> original = Optional.empty();
        private Optional<Split> split = Optional.empty();
        private Optional<String> source = Optional.empty();
        private Optional<String> subject = Optional.empty();
        private Optional<Affect> affect = Optional.empty();
        private Optional<BoundingBox> box = Optional.empty();
        private Optional<Augmentation> augmentation = Optional.empty();
        private Optional<String> sha256 = Optional.empty();
        private OptionalLong perceptualHash = OptionalLong.empty();

        private Builder(final Optional<Expression> expression) {
            this.expression = expression;
        }

        /** The number of annotators for each expression, more than 0 each. */
        public Builder votes(final Map<Expression, Integer> value) {
            votes = value;
            return this;
        }

        /** The number of annotators for none of the expressions, 0 or more. */
        public Builder otherVotes(final int value) {
            otherVotes = value;
            return this;
        }

        public Builder hasMajority(final boolean value) {
            hasMajority = value;
            return this;
        }

        /** Empty where the source had no other label. */
        public Builder original(final Optional<Expression> value) {
            original = value;
            return this;
        }

        public Builder split(final Split value) {
            split = Optional.of(value);
            return this;
        }

        public Builder source(final String value) {
            source = Optional.of(value);
            return this;
        }

        public Builder subject(final String value) {
            subject = Optional.of(value);
            return this;
        }

        public Builder affect(final Affect value) {
            affect = Optional.of(value);
            return this;
        }

        public Builder box(final BoundingBox value) {
            box = Optional.of(value);
            return this;
        }

        public Builder augmentation(final Augmentation value) {
            augmentation = Optional.of(value);
            return this;
        }

        public Builder sha256(final String value) {
            sha256 = Optional.of(value);
            return this;
        }

        /** Empty for a flat image. */
        public Builder perceptualHash(final OptionalLong value) {
            perceptualHash = value;
            return this;
        }

        public SampleMetadata build() {
            return new SampleMetadata(expression, votes, otherVotes, hasMajority, original, split, source, subject, affect, box, augmentation, sha256, perceptualHash);
        }
    }
}
