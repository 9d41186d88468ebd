package org.nififer.processors.video;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnUnscheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.SampleEncoding;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Fragments;
import org.nififer.processors.common.ImageContent;
import org.nififer.processors.common.NumberValidator;
import org.nififer.processors.recognition.RecognizeExpressions;
import org.nififer.video.FrameSelection;
import org.nififer.video.VideoFrame;
import org.nififer.video.VideoProperties;
import org.nififer.video.VideoReader;
import org.nififer.video.VideoSettings;
import org.nififer.video.VideoStoppedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Makes images of the frames of videos.
 */
@Tags({"fer", "facial expression", "video", "frame", "extract", "split", "scene", "mp4", "ffmpeg"})
@CapabilityDescription("Makes an image of each of a video's frames that are asked for: so many a second, or where scenes begin, or all. Each becomes a FlowFile with the time at "
        + "which it is shown; fragment attributes lead back to the video. FFmpeg decodes in a process of its own, which reads the video and no other file: a video of strangers "
        + "can neither crash NiFi nor fill its memory. Reads MP4, MOV, Matroska, WebM, AVI, MPEG-TS, MPEG, FLV, ASF, Ogg, MXF, IVF, NUT, DV, WTV and GIF.")
@MultiProcessorUseCase(description = "Tell who shows which expression when in a video", configurations = {
    @ProcessorConfiguration(processorClass = ExtractVideoFrames.class, configuration = """
        Set "Frames per Second" to how often you want to look, such as 2. Connect frames to RecognizeExpressions.
        """),
    @ProcessorConfiguration(processorClass = RecognizeExpressions.class, configuration = """
        Choose "json" as "Output Strategy", and true for "Include Features". Connect success, no face, and uncertain where it is there, to AggregateExpressions.
        """),
    @ProcessorConfiguration(processorClass = AggregateExpressions.class, configuration = """
        Set "Max Bin Age" to longer than a video takes. Set the back pressure object threshold of the connections to it above the number of frames of all videos on their way.
        """)
})
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "For each concurrent task one frame, three bytes a pixel, and its file; beside NiFi what FFmpeg "
        + "needs to decode the video. Attributes of all frames, at most Maximum Frames, until the video is done.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "For each concurrent task one core, and two for FFmpeg.")
@SystemResourceConsideration(resource = SystemResource.DISK, description = "A copy of the video in the folder for temporary files of the JVM (java.io.tmpdir) while it is read, "
        + "and 65 MB for FFmpeg.")
@WritesAttributes({
    @WritesAttribute(attribute = "fragment.identifier", description = "The same for all frames of a video, and on the video"),
    @WritesAttribute(attribute = "fragment.index", description = "The number of the frame among those of its video that were extracted, from 0; on frames"),
    @WritesAttribute(attribute = "fragment.count", description = "How many frames were extracted; on frames and the video"),
    @WritesAttribute(attribute = "segment.original.filename", description = "The name of the video; on frames"),
    @WritesAttribute(attribute = FerAttributes.VIDEO_TIMESTAMP, description = FerAttributes.VIDEO_TIMESTAMP_DESCRIPTION + "; on frames"),
    @WritesAttribute(attribute = FerAttributes.VIDEO_DURATION, description = FerAttributes.VIDEO_DURATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.VIDEO_WIDTH, description = FerAttributes.VIDEO_WIDTH_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.VIDEO_HEIGHT, description = FerAttributes.VIDEO_HEIGHT_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.VIDEO_DAMAGE, description = FerAttributes.VIDEO_DAMAGE_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "On frames the name of the video, the number of the frame and the extension, such as talk.mp4.frame-0.jpg"),
    @WritesAttribute(attribute = "mime.type", description = "image/jpeg or image/png on frames"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({RecognizeExpressions.class, AggregateExpressions.class})
public class ExtractVideoFrames extends AbstractFerProcessor implements VerifiableProcessor {

    static final PropertyDescriptor FRAME_SELECTION = new PropertyDescriptor.Builder()
            .name("Frame Selection")
            .description("Which pictures of the video become frames")
            .required(true)
            .allowableValues(Choices.of(FrameSelection.values(), FrameSelection::label, FrameSelection::description))
            .defaultValue(FrameSelection.INTERVAL.label())
            .build();

    static final PropertyDescriptor FRAMES_PER_SECOND = new PropertyDescriptor.Builder()
            .name("Frames per Second")
            .description("How many frames are taken of each second; less than 1 for one in several seconds")
            .required(true)
            .dependsOn(FRAME_SELECTION, FrameSelection.INTERVAL.label())
            .addValidator(new NumberValidator(rate -> rate > 0 && rate <= VideoSettings.MAXIMUM_RATE,
                    String.format(Locale.ROOT, "a number above 0, at most %d, such as 2", VideoSettings.MAXIMUM_RATE)))
            .defaultValue("2")
            .build();

    static final PropertyDescriptor SCENE_THRESHOLD = new PropertyDescriptor.Builder()
            .name("Scene Threshold")
            .description("How much a picture must differ from the one before it to begin a scene: 0 any picture does, 1 none")
            .required(true)
            .dependsOn(FRAME_SELECTION, FrameSelection.SCENES.label())
            .addValidator(new NumberValidator(threshold -> threshold >= 0 && threshold <= 1, "a number from 0 to 1, such as 0.3"))
            .defaultValue(Double.toString(VideoSettings.DEFAULT_SCENE_THRESHOLD))
            .build();

    static final PropertyDescriptor IMAGE_FORMAT = new PropertyDescriptor.Builder()
            .fromPropertyDescriptor(DatasetProperties.IMAGE_FORMAT)
            .defaultValue(ImageFormat.JPEG.label())
            .build();

    static final PropertyDescriptor MAXIMUM_SIDE = new PropertyDescriptor.Builder()
            .name("Maximum Side")
            .description("Frames whose longer side has more pixels are shrunk to this; empty to leave them as they are")
            .required(false)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    static final PropertyDescriptor MAXIMUM_FRAMES = new PropertyDescriptor.Builder()
            .name("Maximum Frames")
            .description("A video of which more frames would be taken goes to failure")
            .required(true)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .defaultValue(Integer.toString(VideoSettings.DEFAULT_MAXIMUM_FRAMES))
            .build();

    static final PropertyDescriptor TIME_LIMIT = new PropertyDescriptor.Builder()
            .name("Time Limit")
            .description("A video whose frames take longer than this to extract goes to failure")
            .required(true)
            .addValidator(StandardValidators.createTimePeriodValidator(1, TimeUnit.SECONDS, Integer.MAX_VALUE, TimeUnit.SECONDS))
            .defaultValue("1 hour")
            .build();

    static final Relationship FRAMES = new Relationship.Builder()
            .name("frames")
            .description("One image for each frame")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("Videos, unchanged, whose frames were extracted")
            .autoTerminateDefault(true)
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(FRAME_SELECTION, FRAMES_PER_SECOND, SCENE_THRESHOLD, IMAGE_FORMAT, DatasetProperties.JPEG_QUALITY,
            MAXIMUM_SIDE, MAXIMUM_FRAMES, TIME_LIMIT, Attempts.MAXIMUM_ATTEMPTS);

    private final Set<VideoReader> readers = ConcurrentHashMap.newKeySet();

    public ExtractVideoFrames() {
        super(Set.of(FRAMES, ORIGINAL, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @OnUnscheduled
    public void stopReaders() {
        readers.forEach(VideoReader::stop);
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        forNext(context, session, video -> extract(context, session, video));
    }

    /** FFmpeg has to move about in the file, which it cannot in a content repository. */
    private void extract(final ProcessContext context, final ProcessSession session, final FlowFile video) throws IOException {
        final long start = System.nanoTime();
        final String name = ImageContent.name(video);
        final List<Extracted> frames = new ArrayList<>();
        final Path file = Files.createTempFile("fer-video", null);
        try (VideoReader reader = new VideoReader(name, settings(context))) {
            session.exportTo(video, file, false);
            readers.add(reader);
            try {
                continueWhileScheduled();
                final VideoProperties properties = reader.open(file);
                final SampleEncoding encoding = DatasetProperties.encoding(context, OptionalInt.empty());
                for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                    continueWhileScheduled();
                    final byte[] image = encode(encoding, frame, name);
                    frames.add(new Extracted(session.write(session.create(video), output -> output.write(image)), frame.milliseconds()));
                }

                reader.damage().ifPresent(damage -> getLogger().warn("{} is damaged; its frames were extracted as far as they could be decoded: {}", video, damage));
                transfer(session, video, frames, attributes(properties, reader), encoding.format(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            } finally {
                readers.remove(reader);
            }
        } catch (final InvalidInputException e) {
            session.remove(frames.stream().map(Extracted::flowFile).toList());
            throw e;
        } catch (final VideoStoppedException e) {
            throw new StoppedException();
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] encode(final SampleEncoding encoding, final VideoFrame frame, final String name) throws InvalidInputException {
        try {
            return encoding.format().encode(frame.image(), encoding.quality());
        } catch (final IllegalArgumentException e) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE, String.format(Locale.ROOT, "A frame of %s: %s; expected smaller frames, or a Maximum Side", name, e.getMessage()),
                    e);
        }
    }

    private static Map<String, String> attributes(final VideoProperties properties, final VideoReader reader) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(Fragments.IDENTIFIER, UUID.randomUUID().toString());
        attributes.put(FerAttributes.VIDEO_WIDTH, Integer.toString(properties.width()));
        attributes.put(FerAttributes.VIDEO_HEIGHT, Integer.toString(properties.height()));
        properties.milliseconds().ifPresent(duration -> attributes.put(FerAttributes.VIDEO_DURATION, Long.toString(duration)));
        reader.damage().ifPresent(damage -> attributes.put(FerAttributes.VIDEO_DAMAGE, damage));
        return attributes;
    }

    /** Only now it is known how many frames there are. */
    private static void transfer(final ProcessSession session, final FlowFile video, final List<Extracted> frames, final Map<String, String> common, final ImageFormat format,
                                 final long milliseconds) {
        common.put(Fragments.COUNT, Integer.toString(frames.size()));
        final FlowFile original = session.putAllAttributes(video, common);
        final String name = ImageContent.name(video);
        final Map<String, String> attributes = new HashMap<>(common);
        attributes.put(Fragments.ORIGINAL_FILENAME, name);
        attributes.put(CoreAttributes.MIME_TYPE.key(), format.mediaType());
        final List<FlowFile> described = new ArrayList<>(frames.size());
        for (final Extracted frame : frames) {
            attributes.put(Fragments.INDEX, Integer.toString(described.size()));
            attributes.put(FerAttributes.VIDEO_TIMESTAMP, Long.toString(frame.milliseconds()));
            attributes.put(CoreAttributes.FILENAME.key(), String.format(Locale.ROOT, "%s.frame-%d.%s", name, described.size(), format.extension()));
            described.add(session.putAllAttributes(frame.flowFile(), attributes));
        }

        session.getProvenanceReporter().fork(original, described, milliseconds);
        session.adjustCounter("Frames", described.size(), false);
        session.transfer(described, FRAMES);
        session.transfer(original, ORIGINAL);
    }

    private static VideoSettings settings(final PropertyContext context) {
        final PropertyValue side = context.getProperty(MAXIMUM_SIDE);
        final FrameSelection selection = Choices.chosen(context.getProperty(FRAME_SELECTION), FrameSelection.values(), FrameSelection::label);
        // What is not shown has not been validated either.
        return new VideoSettings(selection, selection == FrameSelection.INTERVAL ? context.getProperty(FRAMES_PER_SECOND).asDouble() : VideoSettings.DEFAULT_RATE,
                selection == FrameSelection.SCENES ? context.getProperty(SCENE_THRESHOLD).asDouble() : VideoSettings.DEFAULT_SCENE_THRESHOLD,
                side.isSet() ? OptionalInt.of(side.asInteger()) : OptionalInt.empty(), context.getProperty(MAXIMUM_FRAMES).asInteger(),
                Duration.ofMillis(context.getProperty(TIME_LIMIT).asTimePeriod(TimeUnit.MILLISECONDS)));
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Run FFmpeg");
        try {
            return List.of(result.outcome(Outcome.SUCCESSFUL).explanation(VideoReader.ffmpegVersion()).build());
        } catch (final IOException e) {
            verificationLogger.warn("FFmpeg does not run", e);
            return List.of(result.outcome(Outcome.FAILED).explanation(e.toString()).build());
        }
    }

    /** A frame whose attributes are still to come. */
    private record Extracted(FlowFile flowFile, long milliseconds) {
    }
}
