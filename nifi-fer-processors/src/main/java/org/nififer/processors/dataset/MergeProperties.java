package org.nififer.processors.dataset;

import org.apache.nifi.components.DescribedValue;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.processor.util.bin.BinFiles;
import org.nififer.dataset.duplicate.HashIndex;
import org.nififer.dataset.merge.MergeSettings;
import org.nififer.dataset.merge.MergeSettings.ConflictPolicy;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choice;
import org.nififer.processors.common.Choices;

import java.util.List;
import java.util.OptionalInt;

/**
 * What an operator sets of a MergeFerDatasets, and what it means.
 */
final class MergeProperties {

    /** Which datasets are merged with each other, under the names of MergeContent. */
    enum MergeStrategy implements DescribedValue {
        BIN_PACK("Bin-Packing Algorithm", "Datasets are collected as they come, of each value of the correlation attribute apart, until there are enough of them"),
        DEFRAGMENT("Defragment", "The parts of one dataset meet again in their order: all FlowFiles with the same fragment.identifier, numbered by fragment.index, "
                + "as many as fragment.count says");

        private final String value;
        private final String description;

        MergeStrategy(final String value, final String description) {
            this.value = value;
            this.description = description;
        }

        @Override
        public String getValue() {
            return value;
        }

        @Override
        public String getDisplayName() {
            return value;
        }

        @Override
        public String getDescription() {
            return description;
        }
    }

    /** What becomes of images that look alike. */
    enum NearDuplicates implements Choice {
        DROP("One of them stays. Images of one person of one source all stay: the frames of a sequence look alike"),
        KEEP("All stay");

        private final String description;

        NearDuplicates(final String description) {
            this.description = description;
        }

        @Override
        public String getDescription() {
            return description;
        }
    }

    static final PropertyDescriptor MERGE_STRATEGY = new PropertyDescriptor.Builder()
            .name("Merge Strategy")
            .description("Which datasets are merged with each other")
            .required(true)
            .allowableValues(MergeStrategy.class)
            .defaultValue(MergeStrategy.BIN_PACK)
            .build();

    static final PropertyDescriptor CORRELATION_ATTRIBUTE_NAME = new PropertyDescriptor.Builder()
            .name("Correlation Attribute Name")
            .description("Only datasets that have the same value of this attribute are merged with each other; where it is not set, all that come")
            .required(false)
            .addValidator(StandardValidators.ATTRIBUTE_KEY_VALIDATOR)
            .dependsOn(MERGE_STRATEGY, MergeStrategy.BIN_PACK)
            .build();

    static final PropertyDescriptor MINIMUM_ENTRIES = binPacking(BinFiles.MIN_ENTRIES)
            .description("How many datasets have to come before they are merged, unless the Max Bin Age passes")
            .defaultValue("2")
            .build();

    static final PropertyDescriptor MAXIMUM_ENTRIES = binPacking(BinFiles.MAX_ENTRIES).description("How many datasets are merged at most").build();

    static final PropertyDescriptor NEAR_DUPLICATES = new PropertyDescriptor.Builder()
            .name("Near-Duplicates")
            .description("What becomes of images that look alike but differ in their bytes; exact copies are always dropped")
            .required(true)
            .allowableValues(NearDuplicates.class)
            .defaultValue(NearDuplicates.DROP)
            .build();

    static final PropertyDescriptor NEAR_DUPLICATE_DISTANCE = new PropertyDescriptor.Builder()
            .name("Near-Duplicate Distance")
            .description("In how many of the 64 bits of their perceptual hashes the images may differ. In FER-2013 all pairs up to 2 are one picture, at 4 about 2 in 100 are not, "
                    + "at 8 about 15. Distances are even numbers")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(0, HashIndex.MAXIMUM_DISTANCE, true))
            .defaultValue(Integer.toString(MergeSettings.DEFAULT_NEAR_DISTANCE))
            .dependsOn(NEAR_DUPLICATES, NearDuplicates.DROP)
            .build();

    static final PropertyDescriptor CONFLICTS = new PropertyDescriptor.Builder()
            .name("Conflicts")
            .description("What becomes of an image whose copies have different expressions")
            .required(true)
            .allowableValues(Choices.of(ConflictPolicy.values(), ConflictPolicy::label, ConflictPolicy::description))
            .defaultValue(ConflictPolicy.KEEP_FIRST.label())
            .build();

    static final PropertyDescriptor MERGED_FILENAME = new PropertyDescriptor.Builder()
            .name("Merged Filename")
            .description("The name of the merged dataset. It may refer to attributes that all datasets share. Without it, merged parts have the name of their whole, a single "
                    + "dataset keeps its own, and several get a name that no other FlowFile has")
            .required(false)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .expressionLanguageSupported(ExpressionLanguageScope.FLOWFILE_ATTRIBUTES)
            .build();

    /** In the order of the dialog. */
    static final List<PropertyDescriptor> ALL = List.of(MERGE_STRATEGY, CORRELATION_ATTRIBUTE_NAME, MINIMUM_ENTRIES, MAXIMUM_ENTRIES,
            binPacking(BinFiles.MIN_SIZE).build(), binPacking(BinFiles.MAX_SIZE).build(), BinFiles.MAX_BIN_AGE, BinFiles.MAX_BIN_COUNT, NEAR_DUPLICATES,
                    NEAR_DUPLICATE_DISTANCE, CONFLICTS, MERGED_FILENAME,
            Attempts.MAXIMUM_ATTEMPTS);

    private MergeProperties() {
    }

    private static PropertyDescriptor.Builder binPacking(final PropertyDescriptor property) {
        return new PropertyDescriptor.Builder().fromPropertyDescriptor(property).dependsOn(MERGE_STRATEGY, MergeStrategy.BIN_PACK);
    }

    static boolean isDefragmenting(final PropertyContext context) {
        return context.getProperty(MERGE_STRATEGY).asAllowableValue(MergeStrategy.class) == MergeStrategy.DEFRAGMENT;
    }

    static MergeSettings settings(final PropertyContext context) {
        final boolean dropNear = context.getProperty(NEAR_DUPLICATES).asAllowableValue(NearDuplicates.class) == NearDuplicates.DROP;
        return new MergeSettings(dropNear ? OptionalInt.of(context.getProperty(NEAR_DUPLICATE_DISTANCE).asInteger()) : OptionalInt.empty(),
                Choices.chosen(context.getProperty(CONFLICTS), ConflictPolicy.values(), ConflictPolicy::label));
    }
}
