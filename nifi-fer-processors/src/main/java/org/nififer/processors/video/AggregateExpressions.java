package org.nififer.processors.video;

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
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.StandardValidators;
import org.apache.nifi.processor.util.bin.Bin;
import org.apache.nifi.processor.util.bin.BinManager;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.processors.common.AbstractBinProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Fragments;
import org.nififer.processors.common.ImageContent;
import org.nififer.processors.common.NumberValidator;
import org.nififer.processors.common.RecordContent;
import org.nififer.processors.recognition.RecognizeExpressions;
import org.nififer.recognition.Recognition;
import org.nififer.recognition.Recognition.Timings;
import org.nififer.recognition.RecognitionJson;
import org.nififer.tracking.ExpressionAggregator;
import org.nififer.tracking.ExpressionSpan;
import org.nififer.tracking.TrackingSettings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes rows of people and time spans of what was recognised in the frames of a video.
 */
@Tags({"fer", "facial expression", "emotion", "video", "track", "aggregate", "smooth", "person", "defragment"})
@CapabilityDescription("Waits until what RecognizeExpressions has found in all frames of a video has come, follows the faces through the frames, smooths the expressions of each "
        + "person over time, and writes one row for each person and span of time in which the expression stays the same: start, end, and the probability of every expression. "
        + "An expression that is shown is not an emotion that is felt. In the European Union, inferring emotions at workplaces and in education is prohibited, and people exposed "
        + "to it must be told (AI Act, art. 5(1)(f) and 50(3)).")
@InputRequirement(Requirement.INPUT_REQUIRED)
@TriggerWhenEmpty
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "The attributes of all frames of the videos on their way; of a video that is worked on, box and "
        + "probabilities of each face, and one frame's JSON at a time.")
@ReadsAttributes({
    @ReadsAttribute(attribute = "fragment.identifier", description = "The frames of one video have the same"),
    @ReadsAttribute(attribute = "fragment.index", description = "The place of the frame, a whole number that no other frame has"),
    @ReadsAttribute(attribute = "fragment.count", description = "How many frames there are"),
    @ReadsAttribute(attribute = "segment.original.filename", description = "The name of the video"),
    @ReadsAttribute(attribute = FerAttributes.VIDEO_TIMESTAMP, description = FerAttributes.VIDEO_TIMESTAMP_DESCRIPTION),
    @ReadsAttribute(attribute = FerAttributes.FACES, description = "Where it is 0 the frame shows no face, and its content is not looked at")
})
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.VIDEO_FRAMES, description = FerAttributes.VIDEO_FRAMES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.VIDEO_PEOPLE, description = FerAttributes.VIDEO_PEOPLE_DESCRIPTION),
    @WritesAttribute(attribute = "record.count", description = "How many rows there are; 0 for a video in which no face was found"),
    @WritesAttribute(attribute = "filename", description = "On success the name of the video with .expressions.jsonl added, or with .expressions where a Record Writer writes"),
    @WritesAttribute(attribute = "mime.type", description = "On success application/jsonl, or what the Record Writer says"),
    @WritesAttribute(attribute = "merge.uuid", description = "On original: the UUID of the FlowFile on success"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({ExtractVideoFrames.class, RecognizeExpressions.class})
public class AggregateExpressions extends AbstractBinProcessor {

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description("Writes the rows as records; empty for one line of JSON each")
            .required(false)
            .identifiesControllerService(RecordSetWriterFactory.class)
            .build();

    static final PropertyDescriptor MINIMUM_OVERLAP = new PropertyDescriptor.Builder()
            .name("Minimum Overlap")
            .description("From which intersection over union of the boxes a face is the one that was there in the frame before, 0 to 1. Lower it where frames are far apart")
            .required(true)
            .addValidator(new NumberValidator(overlap -> overlap >= 0 && overlap <= 1, "a number from 0 to 1, such as 0.3"))
            .defaultValue(Double.toString(TrackingSettings.DEFAULT.minimumOverlap()))
            .build();

    static final PropertyDescriptor MINIMUM_SIMILARITY = new PropertyDescriptor.Builder()
            .name("Minimum Similarity")
            .description("From which cosine of the features a face that overlaps nobody is somebody who was lost, -1 to 1; only where RecognizeExpressions includes features. "
                    + "They are trained to tell expressions, not people: leave them out to go by the boxes alone")
            .required(true)
            .addValidator(new NumberValidator(similarity -> similarity >= -1 && similarity <= 1, "a number from -1 to 1, such as 0.9"))
            .defaultValue(Double.toString(TrackingSettings.DEFAULT.minimumSimilarity()))
            .build();

    static final PropertyDescriptor MAXIMUM_GAP = period("Maximum Gap", "How long a face may be missing in frames. One that comes back later is another person",
            TrackingSettings.DEFAULT.maximumGap());

    static final PropertyDescriptor SMOOTHING_WINDOW = period("Smoothing Window", "The time over which the probabilities of a person are averaged, "
            + "half of it before each frame and half after it; 0 sec to leave them as they are", TrackingSettings.DEFAULT.smoothingWindow());

    static final PropertyDescriptor MINIMUM_DURATION = period("Minimum Duration", "A span that is shorter, from its first frame to its last, joins the one "
            + "beside it whose expression it shows more of; 0 sec to keep all", TrackingSettings.DEFAULT.minimumDuration());

    static final PropertyDescriptor MAXIMUM_BIN_AGE = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(MAX_BIN_AGE)
            .description("How long the frames that have come wait for those that are missing, longer than the longest video takes. After that they go to failure")
            .required(true)
            .defaultValue("1 day")
            .build();

    static final PropertyDescriptor MAXIMUM_BINS = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(MAX_BIN_COUNT)
            .description("How many videos may be on their way at a time. With one more the frames of the oldest go to failure")
            .defaultValue("100")
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The rows of a video; none where no face was found")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name(REL_ORIGINAL.getName())
            .description("The frames from which the rows were made")
            .autoTerminateDefault(true)
            .build();

    static final Relationship FAILURE = new Relationship.Builder()
            .name(REL_FAILURE.getName())
            .description("All frames of a video of which some are missing, or one is invalid; the attributes say which and why")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(RECORD_WRITER, MINIMUM_OVERLAP, MINIMUM_SIMILARITY, MAXIMUM_GAP, SMOOTHING_WINDOW, MINIMUM_DURATION,
            MAXIMUM_BIN_AGE, MAXIMUM_BINS, Attempts.MAXIMUM_ATTEMPTS);
    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, ORIGINAL, FAILURE);

    private static PropertyDescriptor period(final String name, final String description, final long milliseconds) {
        return new PropertyDescriptor.Builder()
                .name(name)
                .description(description)
                .required(true)
                .addValidator(StandardValidators.TIME_PERIOD_VALIDATOR)
                .defaultValue(milliseconds + " ms")
                .build();
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @Override
    protected String getGroupId(final ProcessContext context, final FlowFile flowFile, final ProcessSession session) {
        return flowFile.getAttribute(Fragments.IDENTIFIER);
    }

    @Override
    protected void setUpBinManager(final BinManager binManager, final ProcessContext context) {
        binManager.setFileCountAttribute(Fragments.COUNT);
    }

    @Override
    protected int getMinEntries(final PropertyContext context) {
        return Integer.MAX_VALUE;
    }

    @Override
    protected int getMaxEntries(final PropertyContext context) {
        return Integer.MAX_VALUE;
    }

    @Override
    protected long getMinBytes(final PropertyContext context) {
        return 0;
    }

    @Override
    protected long getMaxBytes(final PropertyContext context) {
        return Long.MAX_VALUE;
    }

    @Override
    protected String join(final Bin bin, final ProcessContext context) throws IOException {
        final long start = System.nanoTime();
        final ProcessSession session = bin.getSession();
        final List<Frame> frames = new ArrayList<>();
        for (final FlowFile flowFile : Fragments.ordered(bin.getContents(), Code.INVALID_VIDEO, "video")) {
            frames.add(new Frame(flowFile, milliseconds(flowFile)));
        }

        // Frames of the same time stay in the order of their index.
        frames.sort(Comparator.comparingLong(Frame::milliseconds));
        final ExpressionAggregator aggregator = new ExpressionAggregator(settings(context));
        for (final Frame frame : frames) {
            continueWhileScheduled();
            aggregator.add(frame.milliseconds(), recognition(session, frame.flowFile()));
        }

        final List<FlowFile> flowFiles = frames.stream().map(Frame::flowFile).toList();
        final String video = name(flowFiles.getFirst());
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.VIDEO_FRAMES, Integer.toString(frames.size()));
        attributes.put(FerAttributes.VIDEO_PEOPLE, Integer.toString(aggregator.people()));
        FlowFile rows = session.create(flowFiles);
        rows = context.getProperty(RECORD_WRITER).isSet() ? writeRecords(context, session, rows, video, aggregator.spans(), attributes)
                : writeJson(session, rows, video, aggregator.spans(), attributes);
        rows = session.removeAllAttributes(session.removeAllAttributes(rows, FerAttributes.OF_FRAME), Fragments.ATTRIBUTES);
        rows = session.putAllAttributes(rows, attributes);
        session.getProvenanceReporter().join(flowFiles, rows, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        session.transfer(rows, SUCCESS);
        return rows.getAttribute(CoreAttributes.UUID.key());
    }

    private static String name(final FlowFile frame) {
        final String original = frame.getAttribute(Fragments.ORIGINAL_FILENAME);
        return original == null ? frame.getAttribute(Fragments.IDENTIFIER) : original;
    }

    private static long milliseconds(final FlowFile frame) throws InvalidInputException {
        final String value = frame.getAttribute(FerAttributes.VIDEO_TIMESTAMP);
        try {
            return Long.parseLong(value);
        } catch (final NumberFormatException e) {
            throw new InvalidInputException(Code.INVALID_VIDEO,
                    String.format(Locale.ROOT, "%s has %s '%s'; expected the milliseconds after the start of the video, as ExtractVideoFrames writes them",
                    ImageContent.name(frame), FerAttributes.VIDEO_TIMESTAMP, value), e);
        }
    }

    /** A photo that came from no face is a frame as well. */
    private static Recognition recognition(final ProcessSession session, final FlowFile frame) throws IOException {
        if ("0".equals(frame.getAttribute(FerAttributes.FACES))) {
            return new Recognition("", false, "", List.of(), List.of(), new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO));
        }

        return RecognitionJson.read(ImageContent.read(session, frame), ImageContent.name(frame));
    }

    private static FlowFile writeJson(final ProcessSession session, final FlowFile rows, final String video, final List<ExpressionSpan> spans,
                                      final Map<String, String> attributes) {
        attributes.put("record.count", Integer.toString(spans.size()));
        attributes.put(CoreAttributes.FILENAME.key(), video + ".expressions.jsonl");
        attributes.put(CoreAttributes.MIME_TYPE.key(), "application/jsonl");
        return session.write(rows, output -> {
            for (final ExpressionSpan span : spans) {
                output.write((span.json(video) + '\n').getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private FlowFile writeRecords(final ProcessContext context, final ProcessSession session, final FlowFile rows, final String video, final List<ExpressionSpan> spans,
                                  final Map<String, String> attributes) {
        attributes.put(CoreAttributes.FILENAME.key(), video + ".expressions");
        return RecordContent.write(context.getProperty(RECORD_WRITER), session, rows, ExpressionSpanRecords.SCHEMA,
                spans.stream().map(span -> ExpressionSpanRecords.of(video, span)).toList(), attributes, getLogger());
    }

    private static TrackingSettings settings(final PropertyContext context) {
        return new TrackingSettings(context.getProperty(MINIMUM_OVERLAP).asDouble(), context.getProperty(MINIMUM_SIMILARITY).asDouble(), milliseconds(context, MAXIMUM_GAP),
                milliseconds(context, SMOOTHING_WINDOW), milliseconds(context, MINIMUM_DURATION));
    }

    private static long milliseconds(final PropertyContext context, final PropertyDescriptor period) {
        return context.getProperty(period).asTimePeriod(TimeUnit.MILLISECONDS);
    }

    /** A frame and when it is shown. */
    private record Frame(FlowFile flowFile, long milliseconds) {
    }
}
