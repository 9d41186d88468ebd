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
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.augmentation.AugmentationPolicy;
import org.nififer.augmentation.AugmentationStep;
import org.nififer.augmentation.RotationBorder;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Split;
import org.nififer.dataset.balance.BalanceSettings;
import org.nififer.dataset.balance.DatasetBalancer;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.training.TrainFerModel;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Gives every expression the same number of training samples.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "balance", "augmentation", "oversampling"})
@CapabilityDescription("Gives every expression of the train split the same number of samples: what lacks is made by augmentation (by default rotation within 10 degrees and "
        + "autocontrast, as in the paper), what is beyond is cut. Validation and test are never touched. Each augmented sample records its origin, operation and seed, "
        + "so that it can be made again bit for bit.")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "Some hundred bytes a sample; images are streamed.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "As many processors as there are threads, while augmented images are made.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_READ, description = FerAttributes.DATASET_READ_SAMPLES_DESCRIPTION + "; always the sum of samples and left out, "
            + "less the augmented ones"),
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_UNLABELLED, description = FerAttributes.DATASET_UNLABELLED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN_BEFORE, description = FerAttributes.DATASET_TRAIN_BEFORE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_AUGMENTED, description = FerAttributes.DATASET_AUGMENTED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_LEFT_OUT, description = FerAttributes.DATASET_LEFT_OUT_DESCRIPTION),
    @WritesAttribute(attribute = "mime.type", description = DatasetAttributes.MIME_TYPE),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({SplitFerDataset.class, TrainFerModel.class})
public class BalanceFerDataset extends AbstractDatasetProcessor {

    static final PropertyDescriptor SAMPLES_PER_CLASS = new PropertyDescriptor.Builder()
            .name("Samples Per Class")
            .description("How many training samples each expression gets; where it is not set, as many as the most frequent one has")
            .required(false)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    static final PropertyDescriptor AUGMENTATIONS = new PropertyDescriptor.Builder()
            .name("Augmentations")
            .description("What may be done to a copy: some of autocontrast, brightness, flip, rotation, crop and erasing, separated by commas, each alone or with strength and "
                    + "chance, such as rotation:15,crop:0.8@0.25,flip:0.3, as TrainFerModel's \"Augmentation\" is written; at least one is done to each copy. The paper rotates "
                    + "within 10 degrees, and stretches contrast every second time")
            .required(true)
            .addValidator(BalanceFerDataset::validateAugmentations)
            .defaultValue("rotation,autocontrast")
            .build();

    static final PropertyDescriptor ROTATION_BORDER = new PropertyDescriptor.Builder()
            .name("Rotation Border")
            .description("What a rotation brings into the corners from outside of the image")
            .required(true)
            .allowableValues(Choices.of(RotationBorder.values(), RotationBorder::label, RotationBorder::description))
            .defaultValue(AugmentationPolicy.DEFAULT_ROTATION_BORDER.label())
            .build();

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("The same seed balances the same dataset in the same way")
            .required(true)
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .defaultValue("0")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(SAMPLES_PER_CLASS, AUGMENTATIONS, ROTATION_BORDER, SEED, DatasetProperties.THREADS,
            Attempts.MAXIMUM_ATTEMPTS);

    public BalanceFerDataset() {
        super(Set.of(SUCCESS, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    protected void process(final ProcessContext context, final DatasetSource input, final DatasetOutputs outputs, final ProgressListener progress) throws IOException {
        final DatasetOutputs.Output output = outputs.open(SUCCESS);
        final Integer samples = context.getProperty(SAMPLES_PER_CLASS).asInteger();
        final AugmentationPolicy policy = new AugmentationPolicy(AugmentationStep.parseAll(context.getProperty(AUGMENTATIONS).getValue()),
                Choices.chosen(context.getProperty(ROTATION_BORDER), RotationBorder.values(), RotationBorder::label));
        final BalanceSettings settings = new BalanceSettings(samples == null ? OptionalInt.empty() : OptionalInt.of(samples), context.getProperty(SEED).asLong(), policy,
                context.getProperty(DatasetProperties.THREADS).asInteger());
        final DatasetBalancer.Summary summary = DatasetBalancer.balance(input, output.writer(), settings, progress);
        final Map<String, String> attributes = new HashMap<>(DatasetAttributes.of(summary.after()));
        attributes.put(FerAttributes.DATASET_READ, Long.toString(summary.before().total()));
        attributes.put(FerAttributes.DATASET_TRAIN_BEFORE, DatasetAttributes.json(summary.before(), Split.TRAIN));
        attributes.put(FerAttributes.DATASET_AUGMENTED, Long.toString(summary.augmented()));
        attributes.put(FerAttributes.DATASET_LEFT_OUT, Long.toString(summary.cut()));
        output.complete(attributes);
    }

    private static ValidationResult validateAugmentations(final String subject, final String input, final ValidationContext context) {
        final ValidationResult.Builder result = new ValidationResult.Builder().subject(subject).input(input);
        try {
            new AugmentationPolicy(AugmentationStep.parseAll(input), AugmentationPolicy.DEFAULT_ROTATION_BORDER);
            return result.valid(true).build();
        } catch (final IllegalArgumentException e) {
            return result.valid(false).explanation(e.getMessage()).build();
        }
    }
}
