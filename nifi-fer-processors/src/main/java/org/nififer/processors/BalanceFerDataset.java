package org.nififer.processors;

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
import org.nififer.core.augmentation.AugmentationPolicy;
import org.nififer.core.dataset.DatasetSource;
import org.nififer.core.dataset.ProgressListener;
import org.nififer.core.dataset.balance.BalanceSettings;
import org.nififer.core.dataset.balance.BalanceSummary;
import org.nififer.core.dataset.balance.DatasetBalancer;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Gives every expression the same number of training samples.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "balance", "augmentation", "oversampling"})
@CapabilityDescription("Gives every expression of the train split the same number of samples: what lacks is made by augmentation (rotation within 10 degrees, "
        + "autocontrast), what is beyond is cut. Validation and test are never touched. Each augmented sample records its origin, operation and seed.")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "Some hundred bytes a sample; images are streamed.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_AUGMENTED, description = FerAttributes.DATASET_AUGMENTED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_LEFT_OUT, description = FerAttributes.DATASET_LEFT_OUT_DESCRIPTION),
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

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("The same seed balances the same dataset in the same way")
            .required(true)
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .defaultValue("1")
            .build();

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(SAMPLES_PER_CLASS, SEED);
    }

    @Override
    void process(final ProcessContext context, final DatasetSource input, final DatasetOutputs outputs, final ProgressListener progress) throws IOException {
        final DatasetOutputs.Output output = outputs.open(SUCCESS);
        final Integer samples = context.getProperty(SAMPLES_PER_CLASS).asInteger();
        final BalanceSettings settings = new BalanceSettings(samples == null ? OptionalInt.empty() : OptionalInt.of(samples), context.getProperty(SEED).asLong(),
                AugmentationPolicy.PAPER);
        final BalanceSummary summary = DatasetBalancer.balance(input, output.writer(), settings, progress);
        final Map<String, String> attributes = new HashMap<>(DatasetAttributes.of(summary.after()));
        attributes.put(FerAttributes.DATASET_AUGMENTED, Long.toString(summary.augmented()));
        attributes.put(FerAttributes.DATASET_LEFT_OUT, Long.toString(summary.cut()));
        output.complete(attributes);
    }
}
