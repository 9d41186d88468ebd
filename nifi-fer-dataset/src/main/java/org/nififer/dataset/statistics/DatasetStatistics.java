package org.nififer.dataset.statistics;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import org.nififer.common.Expression;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A dataset in numbers.
 *
 * @param name                  of the dataset
 * @param fingerprint           see {@link org.nififer.dataset.DatasetFingerprint}
 * @param samples               how many there are, those with damaged images included
 * @param unlabelled            those among them without an expression
 * @param classes               all eight expressions
 * @param splits                train, validation, test and none
 * @param balance               of the classes to learn from
 * @param sources               the largest first
 * @param subjects              the people shown
 * @param images                sizes, formats, colour
 * @param votes                 of annotators
 * @param affect                valence and arousal
 * @param augmentation          the samples made from others
 * @param equalImages           the images that occur more than once, byte for byte
 * @param nearDuplicateDistance in how many of 64 bits the perceptual hashes of near-duplicates differ at most
 * @param nearDuplicates        the same for images that look alike, equal ones included
 * @param warnings              the gravest first
 */
public record DatasetStatistics(String name, String fingerprint, long samples, long unlabelled, List<ClassCounts> classes, List<SplitCounts> splits, BalanceStatistics balance,
                                List<SourceStatistics> sources, SubjectStatistics subjects, ImageStatistics images, VoteStatistics votes, AffectStatistics affect,
                                AugmentationStatistics augmentation, DuplicateStatistics equalImages, int nearDuplicateDistance, DuplicateStatistics nearDuplicates,
                                List<DatasetWarning> warnings) {

    private static final ObjectMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new SimpleModule()
                    .addSerializer(Expression.class, new LabelSerializer<>(Expression::label))
                    .addSerializer(DatasetWarning.Kind.class, new LabelSerializer<>(DatasetWarning.Kind::label))
                    .addKeySerializer(Expression.class, new LabelKeySerializer()))
            .build();

    /** All of it as JSON in UTF-8, under the names of the records' components and in that order, enumerations by their labels; equal statistics give equal bytes. */
    public byte[] toJson() {
        try {
            return MAPPER.writeValueAsBytes(this);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException("Records of texts and numbers are always JSON", e);
        }
    }

    /** How many samples a split has: train, validation, test or none. */
    public long samplesOf(final String split) {
        return splits.stream().filter(counts -> counts.split().equals(split)).mapToLong(SplitCounts::samples).sum();
    }

    DatasetStatistics withWarnings(final List<DatasetWarning> found) {
        return new DatasetStatistics(name, fingerprint, samples, unlabelled, classes, splits, balance, sources, subjects, images, votes, affect, augmentation, equalImages,
                nearDuplicateDistance, nearDuplicates, found);
    }

    /**
     * How many samples show an expression.
     *
     * @param expression   the label
     * @param samples      all of them
     * @param train        those of the train split
     * @param validation   those of the validation split
     * @param test         those of the test split
     * @param withoutSplit those of no split
     * @param augmented    those that were made from others by augmentation, whatever their split
     */
    public record ClassCounts(Expression expression, long samples, long train, long validation, long test, long withoutSplit, long augmented) {
    }

    /**
     * How many samples a split has.
     *
     * @param split      train, validation, test or none
     * @param samples    all of them
     * @param unlabelled those among them without an expression
     * @param augmented  those among them that were made from others by augmentation
     */
    public record SplitCounts(String split, long samples, long unlabelled, long augmented) {

        /** What stands for samples of no split. */
        static final String NONE = "none";
        /** Three splits, in the order of {@link Split}, and none after them. */
        static final int COUNT = Split.values().length + 1;

        static int number(final Optional<Split> split) {
            return split.map(Split::ordinal).orElse(COUNT - 1);
        }

        static String name(final int number) {
            return number == COUNT - 1 ? NONE : Split.values()[number].label();
        }
    }

    private static final class LabelSerializer<T> extends JsonSerializer<T> {

        private final Function<T, String> label;

        private LabelSerializer(final Function<T, String> label) {
            this.label = label;
        }

        @Override
        public void serialize(final T value, final JsonGenerator generator, final SerializerProvider provider) throws IOException {
            generator.writeString(label.apply(value));
        }
    }

    private static final class LabelKeySerializer extends JsonSerializer<Expression> {

        @Override
        public void serialize(final Expression value, final JsonGenerator generator, final SerializerProvider provider) throws IOException {
            generator.writeFieldName(value.label());
        }
    }
}
