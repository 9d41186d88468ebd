package org.nififer.processors.dataset;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
import org.apache.nifi.annotation.behavior.ReadsAttributes;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.TriggerWhenEmpty;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.bin.Bin;
import org.apache.nifi.processor.util.bin.BinManager;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.merge.DatasetMerger;
import org.nififer.processors.common.AbstractBinProcessor;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Fragments;
import org.nififer.processors.common.SampleCounter;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes one dataset of several and drops the images that they repeat.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "merge", "duplicates", "deduplication", "defragment"})
@CapabilityDescription("Merges datasets, or the parts of one, into one dataset and drops the images that they repeat: exact copies, and near-duplicates by the distance of their "
        + "perceptual hashes, across sources and across splits. Of copies the one in test stays, else the one in validation, in train, without a split; among these the one of "
        + "the dataset that came first. Copies with different expressions are counted and shown.")
@UseCase(description = "Train on several datasets together", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Connect the NormalizeFerDataset of every source with this processor, and merged with SplitFerDataset.
        Set "Minimum Number of Entries" to the number of sources, and "Max Bin Age" to the time after which the datasets that have come are merged without the others.
        """)
@UseCase(description = "Drop the images that one dataset repeats", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Set "Minimum Number of Entries" and "Maximum Number of Entries" to 1.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@TriggerWhenEmpty
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "About 200 bytes a sample; images are streamed.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "All cores decode images where datasets of other programs have no perceptual hashes.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "fragment.identifier", description = "With Defragment: the parts of one dataset have the same"),
    @ReadsAttribute(attribute = "fragment.index", description = "With Defragment: the place of the part, a whole number that no other part has"),
    @ReadsAttribute(attribute = "fragment.count", description = "With Defragment: how many parts there are"),
    @ReadsAttribute(attribute = "segment.original.filename", description = "Where all datasets have the same: the name of the merged one")
})
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_READ, description = "How many samples the datasets have together; always the sum of samples and left out"),
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_LEFT_OUT, description = FerAttributes.DATASET_LEFT_OUT_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_DUPLICATES, description = FerAttributes.DATASET_DUPLICATES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_NEAR_DUPLICATES, description = FerAttributes.DATASET_NEAR_DUPLICATES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_ACROSS_SOURCES, description = FerAttributes.DATASET_ACROSS_SOURCES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_ACROSS_SPLITS, description = FerAttributes.DATASET_ACROSS_SPLITS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_CONFLICTS, description = FerAttributes.DATASET_CONFLICTS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_UNLABELLED, description = FerAttributes.DATASET_UNLABELLED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "On merged what Merged Filename says, else the name that all datasets share as segment.original.filename or, of one "
            + "dataset, its own, or one that no other FlowFile has. On duplicates the same with .duplicates.jsonl added"),
    @WritesAttribute(attribute = "mime.type", description = "application/x-tar on merged, application/jsonl on duplicates"),
    @WritesAttribute(attribute = "merge.count", description = "How many datasets were merged"),
    @WritesAttribute(attribute = "merge.bin.age", description = "How long the first of them waited for the others, in milliseconds"),
    @WritesAttribute(attribute = "merge.reason", description = "Why they were merged then, as MergeContent says it: MIN_THRESHOLDS_REACHED, TIMEOUT and so on"),
    @WritesAttribute(attribute = "merge.uuid", description = "On original: the UUID of the merged dataset"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({NormalizeFerDataset.class, SplitFerDataset.class})
public class MergeFerDatasets extends AbstractBinProcessor {

    static final String MERGE_COUNT = "merge.count";
    static final String MERGE_BIN_AGE = "merge.bin.age";
    static final String MERGE_REASON = "merge.reason";

    static final Relationship MERGED = new Relationship.Builder()
            .name("merged")
            .description("The dataset that was made of several")
            .build();

    static final Relationship DUPLICATES = new Relationship.Builder()
            .name("duplicates")
            .description("One JSON line for each sample that was dropped, with the one that it is a copy of; nothing where none was")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name(REL_ORIGINAL.getName())
            .description("The datasets that were merged")
            .autoTerminateDefault(true)
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name(REL_FAILURE.getName())
            .description("All datasets that should have been merged, where one of them is invalid or a part is missing; the attributes say which and why")
            .build();

    private static final Set<Relationship> RELATIONSHIPS = Set.of(MERGED, DUPLICATES, ORIGINAL, FAILURE);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return MergeProperties.ALL;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected String getGroupId(final ProcessContext context, final FlowFile flowFile, final ProcessSession session) {
        if (MergeProperties.isDefragmenting(context)) {
            return flowFile.getAttribute(Fragments.IDENTIFIER);
        }

        final String attribute = context.getProperty(MergeProperties.CORRELATION_ATTRIBUTE_NAME).getValue();
        return attribute == null ? null : flowFile.getAttribute(attribute);
    }

    @Override
    protected void setUpBinManager(final BinManager binManager, final ProcessContext context) {
        binManager.setFileCountAttribute(MergeProperties.isDefragmenting(context) ? Fragments.COUNT : null);
    }

    @Override
    protected int getMinEntries(final PropertyContext context) {
        return MergeProperties.isDefragmenting(context) ? Integer.MAX_VALUE : context.getProperty(MergeProperties.MINIMUM_ENTRIES).asInteger();
    }

    @Override
    protected int getMaxEntries(final PropertyContext context) {
        return MergeProperties.isDefragmenting(context) ? Integer.MAX_VALUE : context.getProperty(MergeProperties.MAXIMUM_ENTRIES).asInteger();
    }

    @Override
    protected long getMinBytes(final PropertyContext context) {
        return MergeProperties.isDefragmenting(context) ? 0 : super.getMinBytes(context);
    }

    @Override
    protected long getMaxBytes(final PropertyContext context) {
        return MergeProperties.isDefragmenting(context) ? Long.MAX_VALUE : super.getMaxBytes(context);
    }

    @Override
    protected String join(final Bin bin, final ProcessContext context) throws IOException {
        final long start = System.nanoTime();
        final ProcessSession session = bin.getSession();
        final List<FlowFile> datasets = MergeProperties.isDefragmenting(context) ? Fragments.ordered(bin.getContents(), Code.INVALID_DATASET, "dataset") : bin.getContents();
        FlowFile merged = session.create(datasets);
        FlowFile duplicates = session.create(datasets);
        final DatasetMerger.Summary summary;
        try (SampleCounter progress = new SampleCounter(session, this::continueWhileScheduled);
             DatasetWriter output = new DatasetWriter(session.write(merged));
             Writer lines = new BufferedWriter(new OutputStreamWriter(session.write(duplicates), StandardCharsets.UTF_8))) {
            summary = DatasetMerger.merge(inputs(session, datasets), output, MergeProperties.settings(context), dropped -> lines.write(dropped.toJson() + "\n"), progress);
        } catch (final InvalidInputException e) {
            session.remove(List.of(merged, duplicates));
            throw e;
        }

        final long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        final Map<String, String> attributes = counts(summary);
        attributes.put(MERGE_COUNT, Integer.toString(datasets.size()));
        attributes.put(MERGE_BIN_AGE, Long.toString(bin.getBinAge()));
        attributes.put(MERGE_REASON, bin.getEvictionReason().name());
        final String filename = filename(context, datasets, merged);
        merged = session.removeAllAttributes(described(session, merged, attributes, filename, DatasetAttributes.MIME_TYPE), Fragments.ATTRIBUTES);
        session.getProvenanceReporter().join(datasets, merged, milliseconds);
        session.transfer(merged, MERGED);
        if (summary.dropped() > 0) {
            duplicates = described(session, duplicates, attributes, filename + ".duplicates.jsonl", "application/jsonl");
            session.getProvenanceReporter().join(datasets, duplicates, milliseconds);
            session.transfer(duplicates, DUPLICATES);
        } else {
            session.remove(duplicates);
        }

        session.adjustCounter("Duplicates", summary.dropped(), false);
        return merged.getAttribute(CoreAttributes.UUID.key());
    }

    private static List<DatasetMerger.Input> inputs(final ProcessSession session, final List<FlowFile> datasets) {
        final Set<String> names = new HashSet<>();
        final List<DatasetMerger.Input> inputs = new ArrayList<>();
        for (final FlowFile dataset : datasets) {
            final String filename = dataset.getAttribute(CoreAttributes.FILENAME.key());
            // Messages and the report of duplicates name the dataset.
            final String name = names.add(filename) ? filename : String.format(Locale.ROOT, "%s (%s)", filename, dataset.getAttribute(CoreAttributes.UUID.key()));
            inputs.add(new DatasetMerger.Input(name, () -> new DatasetReader(session.read(dataset), name)));
        }

        return inputs;
    }

    private static Map<String, String> counts(final DatasetMerger.Summary summary) {
        final Map<String, String> attributes = new HashMap<>(DatasetAttributes.of(summary.written()));
        attributes.put(FerAttributes.DATASET_READ, Long.toString(summary.read()));
        attributes.put(FerAttributes.DATASET_LEFT_OUT, Long.toString(summary.dropped()));
        attributes.put(FerAttributes.DATASET_DUPLICATES, Long.toString(summary.exact()));
        attributes.put(FerAttributes.DATASET_NEAR_DUPLICATES, Long.toString(summary.near()));
        attributes.put(FerAttributes.DATASET_ACROSS_SOURCES, Long.toString(summary.acrossSources()));
        attributes.put(FerAttributes.DATASET_ACROSS_SPLITS, Long.toString(summary.acrossSplits()));
        attributes.put(FerAttributes.DATASET_CONFLICTS, Long.toString(summary.conflicts()));
        return attributes;
    }

    private static String filename(final PropertyContext context, final List<FlowFile> datasets, final FlowFile merged) {
        final String named = context.getProperty(MergeProperties.MERGED_FILENAME).evaluateAttributeExpressions(merged).getValue();
        if (named != null && !named.isBlank()) {
            return named;
        }

        final Set<String> originals = new HashSet<>();
        datasets.forEach(dataset -> originals.add(dataset.getAttribute(Fragments.ORIGINAL_FILENAME)));
        if (originals.size() == 1 && !originals.contains(null)) {
            return originals.iterator().next();
        }

        return datasets.size() == 1 ? datasets.getFirst().getAttribute(CoreAttributes.FILENAME.key()) : merged.getAttribute(CoreAttributes.UUID.key()) + ".tar";
    }

    private static FlowFile described(final ProcessSession session, final FlowFile flowFile, final Map<String, String> counts, final String filename, final String mimeType) {
        final Map<String, String> attributes = new HashMap<>(counts);
        attributes.put(CoreAttributes.FILENAME.key(), filename);
        attributes.put(CoreAttributes.MIME_TYPE.key(), mimeType);
        return session.putAllAttributes(session.removeAllAttributes(flowFile, FerAttributes.OF_DATASET), attributes);
    }
}
