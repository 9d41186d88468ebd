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
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.exception.ProcessException;
import org.nififer.core.InvalidInputException;
import org.nififer.core.dataset.DatasetWriter;
import org.nififer.core.dataset.source.ArchiveLimits;
import org.nififer.core.dataset.source.DatasetNormalizer;
import org.nififer.core.dataset.source.NormalizeSummary;
import org.nififer.core.dataset.source.SourceFormat;
import org.nififer.core.dataset.source.SourceInput;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Reads datasets as they are downloaded.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "fer2013", "ck+", "normalize", "webdataset"})
@CapabilityDescription("Turns a dataset as it is downloaded into the one form that all further processors read: a tar in the WebDataset convention, each sample an RGB image "
        + "in PNG and a JSON with its expression, split, source and subject, so far as the source knows them. Reads zip archives with one folder for each expression, "
        + "such as CK+48, and the CSV of FER-2013, plain or zipped. What cannot be read is reported on invalid, and the rest goes on.")
@UseCase(description = "Prepare FER-2013 or CK+ for a training", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Connect ListFile and FetchFile with the folder of the downloaded archives, this processor, SplitFerDataset, BalanceFerDataset and TrainFerModel.
        Leave "Format" at auto. Connect invalid to where somebody looks at it.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "One image, and about 40 bytes a sample to keep keys unique; the source is streamed.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_READ, description = FerAttributes.DATASET_READ_DESCRIPTION + "; always the sum of samples and invalid"),
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_INVALID, description = FerAttributes.DATASET_INVALID_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "The name of the source with .tar added on success, and with .invalid.jsonl on invalid"),
    @WritesAttribute(attribute = "mime.type", description = "application/x-tar on success, application/jsonl on invalid"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({SplitFerDataset.class, BalanceFerDataset.class})
public class NormalizeFerDataset extends AbstractFerProcessor {

    static final PropertyDescriptor FORMAT = new PropertyDescriptor.Builder()
            .name("Format")
            .description("The layout of the source")
            .required(true)
            .allowableValues(Choices.of(SourceFormat.values(), SourceFormat::label, SourceFormat::description))
            .defaultValue(SourceFormat.AUTO.label())
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The dataset")
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

    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, INVALID, ORIGINAL, FAILURE);

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return List.of(FORMAT);
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final FlowFile source = session.get();
        if (source == null) {
            return;
        }

        final long start = System.nanoTime();
        final String name = source.getAttribute(CoreAttributes.FILENAME.key());
        final FlowFile dataset = session.create(source);
        final FlowFile invalid = session.create(source);
        final NormalizeSummary summary;
        try (InputStream input = session.read(source);
             DatasetWriter samples = new DatasetWriter(session.write(dataset));
             PrintWriter lines = new PrintWriter(new OutputStreamWriter(new BufferedOutputStream(session.write(invalid)), StandardCharsets.UTF_8))) {
            final DatasetNormalizer normalizer = new DatasetNormalizer(samples, entry -> lines.println(entry.toJson()), this::continueWhileScheduled, ArchiveLimits.DEFAULT);
            normalizer.add(SourceInput.ofStream(name, input), Choices.chosen(context.getProperty(FORMAT), SourceFormat.values(), SourceFormat::label));
            summary = normalizer.summary();
        } catch (final InvalidInputException e) {
            session.remove(List.of(dataset, invalid));
            fail(session, source, e);
            return;
        } catch (final StoppedException e) {
            stopped(session, source);
            return;
        } catch (final IOException e) {
            throw new ProcessException("%s could not be read; it stays in its queue".formatted(source), e);
        }

        final long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        final Map<String, String> counts = new HashMap<>(DatasetAttributes.of(summary.written()));
        counts.put(FerAttributes.DATASET_READ, Long.toString(summary.read()));
        counts.put(FerAttributes.DATASET_INVALID, Long.toString(summary.invalid()));
        session.adjustCounter("Samples", summary.written().total(), false);
        session.adjustCounter("Invalid", summary.invalid(), false);
        session.getProvenanceReporter().fork(source, summary.invalid() > 0 ? List.of(dataset, invalid) : List.of(dataset), milliseconds);
        session.transfer(described(session, dataset, counts, name + ".tar", DatasetAttributes.MIME_TYPE), SUCCESS);
        if (summary.invalid() > 0) {
            session.transfer(described(session, invalid, counts, name + ".invalid.jsonl", "application/jsonl"), INVALID);
        } else {
            session.remove(invalid);
        }

        session.transfer(source, ORIGINAL);
    }

    private static FlowFile described(final ProcessSession session, final FlowFile flowFile, final Map<String, String> counts, final String filename, final String mimeType) {
        final Map<String, String> attributes = new HashMap<>(counts);
        attributes.put(CoreAttributes.FILENAME.key(), filename);
        attributes.put(CoreAttributes.MIME_TYPE.key(), mimeType);
        return session.putAllAttributes(flowFile, attributes);
    }
}
