package org.nififer.processors.dataset;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.flowfile.attributes.FragmentAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.DatasetShards;
import org.nififer.dataset.source.DatasetNormalizer;
import org.nififer.dataset.source.SourceInput;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Fragments;
import org.nififer.processors.common.SampleCounter;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Reads datasets as they are downloaded.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "fer2013", "fer+", "ferplus", "ck+", "raf-db", "affectnet", "normalize", "webdataset", "zip", "tar"})
@CapabilityDescription("Turns a dataset as it is downloaded into the one form that all further processors read: a tar in the WebDataset convention, each sample an RGB image "
        + "and a JSON with its expression, split, source, subject, votes and affect, so far as the source knows them. Reads zip and tar archives, packed by gzip, bzip2 "
                + "or xz too, and plain files: "
        + "folders named after expressions, tables of image names and labels, FER-2013, FER+, CK+, RAF-DB and AffectNet, and photos without labels, for a training with a teacher. "
        + "What cannot be read is reported on invalid, and the rest goes on.")
@UseCase(description = "Prepare FER-2013, CK+ or AffectNet for a training", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Connect ListFile and FetchFile with the folder of the downloaded archives, this processor, SplitFerDataset, BalanceFerDataset and TrainFerModel.
        Leave "Format" at auto. Connect invalid to where somebody looks at it.
        """)
@UseCase(description = "Take the labels of FER+ for FER-2013", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Send the zip of FER-2013 and set "Annotations File" to the path of fer2013new.csv, which is in Microsoft's repository FERPlus.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "A few images for each thread and about 40 bytes a sample to keep keys "
        + "unique, with AffectNet 100; the source is streamed.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "As many cores as \"Threads\" says decode and encode images.")
@SystemResourceConsideration(resource = SystemResource.DISK, description = "A zip within another archive goes into a temporary file while it is read.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_READ, description = FerAttributes.DATASET_READ_DESCRIPTION + "; always the sum of invalid and the samples of all parts"),
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION + "; of a part its own, on invalid of all"),
    @WritesAttribute(attribute = FerAttributes.DATASET_INVALID, description = FerAttributes.DATASET_INVALID_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_IGNORED, description = FerAttributes.DATASET_IGNORED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_NOTES, description = FerAttributes.DATASET_NOTES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_UNLABELLED, description = FerAttributes.DATASET_UNLABELLED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "The name of the source with .tar added on success, or with -000000.tar and so on for parts, and with .invalid.jsonl on "
            + "invalid"),
    @WritesAttribute(attribute = "mime.type", description = "application/x-tar on success, application/jsonl on invalid"),
    @WritesAttribute(attribute = "fragment.identifier", description = "With \"Samples Per Shard\": the same for all parts of a source, and on original"),
    @WritesAttribute(attribute = "fragment.index", description = "With \"Samples Per Shard\": the place of the part, from 0"),
    @WritesAttribute(attribute = "fragment.count", description = "With \"Samples Per Shard\": how many parts there are; on original too"),
    @WritesAttribute(attribute = "segment.original.filename", description = "With \"Samples Per Shard\": the name of the source"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({CropDatasetFaces.class, MergeFerDatasets.class, SplitFerDataset.class, BalanceFerDataset.class})
public class NormalizeFerDataset extends AbstractFerProcessor {

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The dataset, or its parts")
            .build();

    static final Relationship INVALID = new Relationship.Builder()
            .name("invalid")
            .description("One JSON line for each entry or row that is no valid sample: where it is, what is wrong and why; nothing where all are valid")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The source, after it was read")
            .autoTerminateDefault(true)
            .build();

    public NormalizeFerDataset() {
        super(Set.of(SUCCESS, INVALID, ORIGINAL, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return NormalizeProperties.ALL;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        forNext(context, session, source -> normalize(context, session, source));
    }

    private void normalize(final ProcessContext context, final ProcessSession session, final FlowFile source) throws IOException {
        final long start = System.nanoTime();
        final NormalizedShards shards = new NormalizedShards(session, source);
        final FlowFile invalid = session.create(source);
        final DatasetNormalizer.Summary summary;
        try {
            summary = normalize(context, session, source, shards, invalid);
        } catch (final InvalidInputException e) {
            shards.remove();
            session.remove(invalid);
            throw e;
        }

        transfer(context, session, source, shards, invalid, summary, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    private DatasetNormalizer.Summary normalize(final ProcessContext context, final ProcessSession session, final FlowFile source, final NormalizedShards shards,
                                                final FlowFile invalid) throws IOException {
        final Long samplesPerShard = context.getProperty(NormalizeProperties.SAMPLES_PER_SHARD).asLong();
        try (SampleCounter progress = new SampleCounter(session, this::continueWhileScheduled);
             DatasetShards samples = new DatasetShards(samplesPerShard == null ? Long.MAX_VALUE : samplesPerShard, shards);
             Writer lines = new OutputStreamWriter(new BufferedOutputStream(session.write(invalid)), StandardCharsets.UTF_8)) {
            final DatasetNormalizer normalizer = new DatasetNormalizer(samples, entry -> lines.write(entry.toJson() + "\n"), progress, NormalizeProperties.settings(context));
            final SourceInput input = SourceInput.ofStream(source.getAttribute(CoreAttributes.FILENAME.key()), () -> session.read(source), source.getSize());
            final String annotations = context.getProperty(NormalizeProperties.ANNOTATIONS_FILE).evaluateAttributeExpressions(source).getValue();
            if (annotations == null || annotations.isBlank()) {
                normalizer.add(input);
            } else {
                normalizer.add(input, SourceInput.ofPath(Path.of(annotations)));
            }

            samples.complete();
            return normalizer.summary();
        }
    }

    private static void transfer(final ProcessContext context, final ProcessSession session, final FlowFile source, final NormalizedShards shards, final FlowFile invalid,
                                 final DatasetNormalizer.Summary summary, final long milliseconds) {
        final Map<String, String> counts = new HashMap<>();
        counts.put(FerAttributes.DATASET_READ, Long.toString(summary.read()));
        counts.put(FerAttributes.DATASET_INVALID, Long.toString(summary.invalid()));
        counts.put(FerAttributes.DATASET_IGNORED, ignored(summary));
        if (!summary.notes().isEmpty()) {
            counts.put(FerAttributes.DATASET_NOTES, String.join("\n", summary.notes()));
        }

        final boolean sharded = context.getProperty(NormalizeProperties.SAMPLES_PER_SHARD).isSet();
        final List<FlowFile> datasets = sharded ? shards.asFragments(counts) : shards.asWhole(counts);
        session.transfer(datasets, SUCCESS);
        counts.putAll(DatasetAttributes.of(summary.written()));
        final List<FlowFile> children = new ArrayList<>(datasets);
        if (summary.invalid() > 0) {
            counts.put(CoreAttributes.FILENAME.key(), source.getAttribute(CoreAttributes.FILENAME.key()) + ".invalid.jsonl");
            counts.put(CoreAttributes.MIME_TYPE.key(), "application/jsonl");
            final FlowFile lines = session.putAllAttributes(invalid, counts);
            children.add(lines);
            session.transfer(lines, INVALID);
            session.adjustCounter("Invalid", summary.invalid(), false);
        } else {
            session.remove(invalid);
        }

        session.getProvenanceReporter().fork(source, children, milliseconds);
        session.transfer(sharded ? FragmentAttributes.copyAttributesToOriginal(session, source, datasets.getFirst().getAttribute(Fragments.IDENTIFIER), datasets.size())
                : source, ORIGINAL);
    }

    private static String ignored(final DatasetNormalizer.Summary summary) {
        final ObjectNode json = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(summary.ignored()).forEach(json::put);
        return json.toString();
    }
}
