package org.nififer.processors.dataset;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.ReadsAttribute;
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
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.Expression;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.duplicate.HashIndex;
import org.nififer.dataset.merge.MergeSettings;
import org.nififer.dataset.statistics.DatasetDescriber;
import org.nififer.dataset.statistics.DatasetDescription;
import org.nififer.dataset.statistics.DatasetStatistics;
import org.nififer.dataset.statistics.DescribeSettings;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.SampleCounter;
import org.nififer.trainer.report.DatasetReport;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Tells what a dataset is.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "statistics", "report", "chart", "datasheet", "duplicates", "leak"})
@CapabilityDescription("Tells what a dataset is: samples of each expression, source, split and subject, image sizes, brightness and contrast, votes, duplicates, and the class "
        + "balance before and after balancing; as JSON, as one HTML page with charts and sample images that needs nothing beside itself, and as a datasheet in Markdown. Warns of "
        + "people and images that are in more than one split, of contradicting labels, damaged images and expressions with few samples. The dataset itself goes on unchanged.")
@UseCase(description = "Stop a dataset whose measured accuracy would be an illusion", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Put this processor behind SplitFerDataset. Connect original with RouteOnAttribute, and route what has
        ${fer.dataset.warnings:contains('leak')} to a person instead of to training. Connect page with PutFile and look at it in a browser.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "About 100 bytes a sample; images are streamed.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "Every image is decoded once, on as many threads as \"Threads\" says.")
@ReadsAttribute(attribute = FerAttributes.DATASET_TRAIN_BEFORE, description = FerAttributes.DATASET_TRAIN_BEFORE_DESCRIPTION
        + "; where it is absent or not that, the originals that are there now stand for what was there before")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_UNLABELLED, description = FerAttributes.DATASET_UNLABELLED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_AUGMENTED, description = FerAttributes.DATASET_AUGMENTED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_FINGERPRINT, description = FerAttributes.DATASET_FINGERPRINT_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_SOURCES, description = FerAttributes.DATASET_SOURCES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_SUBJECTS, description = FerAttributes.DATASET_SUBJECTS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_DAMAGED, description = FerAttributes.DATASET_DAMAGED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_REPEATED, description = FerAttributes.DATASET_REPEATED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_NEAR_REPEATED, description = FerAttributes.DATASET_NEAR_REPEATED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_WARNINGS, description = FerAttributes.DATASET_WARNINGS_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "The name of the dataset with .description.json, .description.html or .datasheet.md added; unchanged on original"),
    @WritesAttribute(attribute = "mime.type", description = "application/json, text/html or text/markdown; unchanged on original"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({NormalizeFerDataset.class, SplitFerDataset.class, BalanceFerDataset.class, MergeFerDatasets.class})
public class DescribeFerDataset extends AbstractFerProcessor {

    static final PropertyDescriptor SAMPLE_IMAGES = new PropertyDescriptor.Builder()
            .name("Sample Images")
            .description("Whether the page shows images of the dataset, which are photos of people: with false it can go where the dataset itself may not")
            .required(true)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    static final PropertyDescriptor IMAGES_PER_CLASS = new PropertyDescriptor.Builder()
            .name("Images Per Class")
            .description("How many images of each expression the page shows, drawn by chance")
            .required(true)
            .dependsOn(SAMPLE_IMAGES, "true")
            .addValidator(StandardValidators.createLongValidator(1, DescribeSettings.MAXIMUM_IMAGES, true))
            .defaultValue(Integer.toString(DescribeSettings.DEFAULT_IMAGES))
            .build();

    static final PropertyDescriptor SEED = new PropertyDescriptor.Builder()
            .name("Seed")
            .description("The same seed draws the same images of the same dataset")
            .required(true)
            .dependsOn(SAMPLE_IMAGES, "true")
            .addValidator(StandardValidators.LONG_VALIDATOR)
            .defaultValue("0")
            .build();

    static final PropertyDescriptor NEAR_DUPLICATE_DISTANCE = new PropertyDescriptor.Builder()
            .name("Near-Duplicate Distance")
            .description("In how many of the 64 bits of their perceptual hashes images that look alike differ at most")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(0, HashIndex.MAXIMUM_DISTANCE, true))
            .defaultValue(Integer.toString(MergeSettings.DEFAULT_NEAR_DISTANCE))
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("The dataset, unchanged, with the main numbers as attributes")
            .build();

    static final Relationship JSON = new Relationship.Builder()
            .name("json")
            .description("All numbers as JSON")
            .build();

    static final Relationship PAGE = new Relationship.Builder()
            .name("page")
            .description("An HTML page with charts, tables and sample images, for people")
            .build();

    static final Relationship DATASHEET = new Relationship.Builder()
            .name("datasheet")
            .description("A datasheet in Markdown: what the data say is filled in, what only people know is asked for")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(SAMPLE_IMAGES, IMAGES_PER_CLASS, SEED, NEAR_DUPLICATE_DISTANCE, DatasetProperties.THREADS,
            Attempts.MAXIMUM_ATTEMPTS);

    public DescribeFerDataset() {
        super(Set.of(ORIGINAL, JSON, PAGE, DATASHEET, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        forNext(context, session, dataset -> describe(context, session, dataset));
    }

    private void describe(final ProcessContext context, final ProcessSession session, final FlowFile dataset) throws IOException {
        final long start = System.nanoTime();
        final String name = dataset.getAttribute(CoreAttributes.FILENAME.key());
        final DatasetStatistics statistics;
        final DatasetReport report;
        try (SampleCounter progress = new SampleCounter(session, this::continueWhileScheduled)) {
            final DatasetDescription description = DatasetDescriber.describe(name,
                    () -> new DatasetReader(session.read(dataset), name), settings(context, dataset), progress);
            statistics = description.statistics();
            report = DatasetReport.of(description);
        }

        report.chartProblem().ifPresent(problem -> getLogger().warn("The page of {} has no charts, since this machine cannot paint: {}", dataset, problem));
        final Map<String, String> attributes = attributes(statistics);
        final FlowFile json = output(session, dataset, report::writeJson, attributes, name + ".description.json", "application/json");
        final FlowFile page = output(session, dataset, report::writePage, attributes, name + ".description.html", "text/html");
        final FlowFile datasheet = output(session, dataset, report::writeDatasheet, attributes, name + ".datasheet.md", "text/markdown");
        session.getProvenanceReporter().fork(dataset, List.of(json, page, datasheet), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        session.transfer(json, JSON);
        session.transfer(page, PAGE);
        session.transfer(datasheet, DATASHEET);
        session.transfer(session.putAllAttributes(dataset, attributes), ORIGINAL);
    }

    private DescribeSettings settings(final ProcessContext context, final FlowFile dataset) {
        final String beforeJson = dataset.getAttribute(FerAttributes.DATASET_TRAIN_BEFORE);
        final Optional<Map<Expression, Long>> before = beforeJson == null ? Optional.empty() : DatasetAttributes.counts(beforeJson);
        if (beforeJson != null && before.isEmpty()) {
            getLogger().warn("The attribute {} of {} is no JSON object with numbers of samples; it is ignored", FerAttributes.DATASET_TRAIN_BEFORE, dataset);
        }

        final int images = context.getProperty(SAMPLE_IMAGES).asBoolean() ? context.getProperty(IMAGES_PER_CLASS).asInteger() : 0;
        return new DescribeSettings(images, context.getProperty(NEAR_DUPLICATE_DISTANCE).asInteger(), context.getProperty(SEED).asLong(),
                context.getProperty(DatasetProperties.THREADS).asInteger(), before.orElse(Map.of()));
    }

    private static Map<String, String> attributes(final DatasetStatistics statistics) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.DATASET_SAMPLES, Long.toString(statistics.samples()));
        attributes.put(FerAttributes.DATASET_UNLABELLED, Long.toString(statistics.unlabelled()));
        attributes.put(FerAttributes.DATASET_TRAIN, Long.toString(statistics.samplesOf("train")));
        attributes.put(FerAttributes.DATASET_VALIDATION, Long.toString(statistics.samplesOf("validation")));
        attributes.put(FerAttributes.DATASET_TEST, Long.toString(statistics.samplesOf("test")));
        attributes.put(FerAttributes.DATASET_AUGMENTED, Long.toString(statistics.augmentation().samples()));
        attributes.put(FerAttributes.DATASET_FINGERPRINT, statistics.fingerprint());
        attributes.put(FerAttributes.DATASET_SOURCES, Long.toString(statistics.sources().size()));
        attributes.put(FerAttributes.DATASET_SUBJECTS, Long.toString(statistics.subjects().subjects()));
        attributes.put(FerAttributes.DATASET_DAMAGED, Long.toString(statistics.images().damaged()));
        attributes.put(FerAttributes.DATASET_REPEATED, Long.toString(statistics.equalImages().repeated()));
        attributes.put(FerAttributes.DATASET_NEAR_REPEATED, Long.toString(statistics.nearDuplicates().repeated()));
        attributes.put(FerAttributes.DATASET_WARNINGS, statistics.warnings().stream().map(warning -> warning.kind().label()).collect(Collectors.joining(",")));
        return attributes;
    }
}
