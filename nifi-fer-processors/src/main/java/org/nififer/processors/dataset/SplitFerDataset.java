package org.nififer.processors.dataset;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.duplicate.HashIndex;
import org.nififer.dataset.split.DatasetSplitter;
import org.nififer.dataset.split.SplitSettings;
import org.nififer.dataset.split.SplitSettings.TooFewSamples;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choice;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.FerAttributes;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Divides a dataset into train, validation and test.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "split", "train", "validation", "test"})
@CapabilityDescription("Divides a dataset into train, validation and test: the last two get the same number of samples of each expression, train gets the rest. "
        + "All samples of a subject, all copies of an image and images that look alike end up in one split. Samples that would repeat a subject of validation or test beyond "
        + "its number are left out and counted. Splits that the dataset already has are replaced.")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "Some hundred bytes a sample; images are streamed.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_READ, description = FerAttributes.DATASET_READ_SAMPLES_DESCRIPTION + "; always the sum of samples and left out"),
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_UNLABELLED, description = FerAttributes.DATASET_UNLABELLED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_LEFT_OUT, description = FerAttributes.DATASET_LEFT_OUT_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TOO_FEW, description = FerAttributes.DATASET_TOO_FEW_DESCRIPTION),
    @WritesAttribute(attribute = "mime.type", description = DatasetAttributes.MIME_TYPE),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({NormalizeFerDataset.class, BalanceFerDataset.class})
public class SplitFerDataset extends AbstractDatasetProcessor {

    /** Where images go that look alike. */
    enum NearDuplicates implements Choice {
        TOGETHER("Images that look alike stay in one split"),
        IGNORE("Only copies with the same bytes stay together, and subjects");

        private final String description;

        NearDuplicates(final String description) {
            this.description = description;
        }

        @Override
        public String getDescription() {
            return description;
        }
    }

    static final PropertyDescriptor VALIDATION_PER_CLASS = new PropertyDescriptor.Builder()
            .name("Validation Samples Per Class")
            .description("How many samples of each expression go to the validation split, which chooses the best epoch of a training; the paper takes 500")
            .required(true)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .defaultValue("500")
            .build();

    static final PropertyDescriptor TEST_PER_CLASS = new PropertyDescriptor.Builder()
            .name("Test Samples Per Class")
            .description("How many samples of each expression go to the test split, which a training never sees; the paper takes 500")
            .required(true)
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .defaultValue("500")
            .build();

    static final PropertyDescriptor TOO_FEW_SAMPLES = new PropertyDescriptor.Builder()
            .name("Too Few Samples")
            .description("What is done where an expression has too few samples, or too few subjects, for these numbers and at least one sample more for training")
            .required(true)
            .allowableValues(Choices.of(TooFewSamples.values(), TooFewSamples::label, TooFewSamples::description))
            .defaultValue(TooFewSamples.ERROR.label())
            .build();

    static final PropertyDescriptor NEAR_DUPLICATES = new PropertyDescriptor.Builder()
            .name("Near-Duplicates")
            .description("Whether images that look alike stay in one split, as copies with the same bytes always do")
            .required(true)
            .allowableValues(NearDuplicates.class)
            .defaultValue(NearDuplicates.TOGETHER)
            .build();

    static final PropertyDescriptor NEAR_DUPLICATE_DISTANCE = new PropertyDescriptor.Builder()
            .name("Near-Duplicate Distance")
            .description("In how many of the 64 bits of their perceptual hashes two images may differ to look alike. Up to 4, nearly all are one picture or one person; from 8 on "
                    + "chance ties large groups together, which then stay in train")
            .required(true)
            .dependsOn(NEAR_DUPLICATES, NearDuplicates.TOGETHER)
            .addValidator(StandardValidators.createLongValidator(0, HashIndex.MAXIMUM_DISTANCE, true))
            .defaultValue(Integer.toString(SplitSettings.DEFAULT_NEAR_DISTANCE))
            .build();

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("The same seed splits the same dataset in the same way")
            .required(true)
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .defaultValue("0")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(VALIDATION_PER_CLASS, TEST_PER_CLASS, TOO_FEW_SAMPLES, NEAR_DUPLICATES, NEAR_DUPLICATE_DISTANCE, SEED,
            Attempts.MAXIMUM_ATTEMPTS);

    public SplitFerDataset() {
        super(Set.of(SUCCESS, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    protected void process(final ProcessContext context, final DatasetSource input, final DatasetOutputs outputs, final ProgressListener progress) throws IOException {
        final DatasetOutputs.Output output = outputs.open(SUCCESS);
        final boolean together = context.getProperty(NEAR_DUPLICATES).asAllowableValue(NearDuplicates.class) == NearDuplicates.TOGETHER;
        final SplitSettings settings = new SplitSettings(context.getProperty(VALIDATION_PER_CLASS).asInteger(), context.getProperty(TEST_PER_CLASS).asInteger(),
                context.getProperty(SEED).asLong(), Choices.chosen(context.getProperty(TOO_FEW_SAMPLES), TooFewSamples.values(), TooFewSamples::label),
                together ? OptionalInt.of(context.getProperty(NEAR_DUPLICATE_DISTANCE).asInteger()) : OptionalInt.empty());
        final DatasetSplitter.Summary summary = DatasetSplitter.split(input, output.writer(), settings, progress);
        final Map<String, String> attributes = new HashMap<>(DatasetAttributes.of(summary.written()));
        attributes.put(FerAttributes.DATASET_READ, Long.toString(summary.read()));
        attributes.put(FerAttributes.DATASET_LEFT_OUT, Long.toString(summary.totalLeftOut()));
        if (!summary.tooFew().isEmpty()) {
            attributes.put(FerAttributes.DATASET_TOO_FEW, DatasetAttributes.json(summary.written(), summary.tooFew()));
        }

        output.complete(attributes);
    }
}
