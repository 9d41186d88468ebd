package org.nififer.processors.recognition;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.SideEffectFree;
import org.apache.nifi.annotation.behavior.SupportsBatching;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.MultiProcessorUseCase;
import org.apache.nifi.annotation.documentation.ProcessorConfiguration;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnStopped;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.SampleEncoding;
import org.nififer.face.Face;
import org.nififer.face.FaceExtractor;
import org.nififer.face.PhotoFaces;
import org.nififer.processors.common.AbstractFerProcessor;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FaceVerification;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.Fragments;
import org.nififer.processors.common.ImageContent;
import org.nififer.processors.dataset.CropDatasetFaces;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Cuts the faces out of photos.
 */
@Tags({"fer", "facial expression", "face", "detection", "crop", "align", "image", "photo", "split"})
@CapabilityDescription("Finds the faces of a photo and cuts them out: each becomes a square image, a FlowFile of its own, aligned as RecognizeExpressions does it, with box, "
        + "score and landmarks as attributes. Fragment attributes lead back to the photo.")
@MultiProcessorUseCase(description = "Recognise expressions face by face, for instance to distribute the faces of a crowd over a cluster", configurations = {
    @ProcessorConfiguration(processorClass = CropFaces.class, configuration = """
        Set "Image Size" to the image size of the model: its faces are then the ones that RecognizeExpressions would classify, pixel by pixel.
        Connect faces to ClassifyExpressions.
        """),
    @ProcessorConfiguration(processorClass = ClassifyExpressions.class, configuration = """
        Choose the FerModelService as "Model Service".
        """)
})
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SupportsBatching
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "For each concurrent task a photo, decoded twice, three bytes a pixel, so at most 300 MB, "
        + "and twice its file; faces are cut out one at a time.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "One core for each concurrent task.")
@WritesAttributes({
    @WritesAttribute(attribute = "fragment.identifier", description = "The same for all faces of a photo, and on the photo"),
    @WritesAttribute(attribute = "fragment.index", description = "The number of the face in its photo, from 0, the surest first; on faces"),
    @WritesAttribute(attribute = "fragment.count", description = "How many faces were cut out of the photo; on faces and the photo"),
    @WritesAttribute(attribute = "segment.original.filename", description = "The name of the photo; on faces"),
    @WritesAttribute(attribute = FerAttributes.FACE_LEFT, description = FerAttributes.FACE_LEFT_DESCRIPTION + "; on faces"),
    @WritesAttribute(attribute = FerAttributes.FACE_TOP, description = FerAttributes.FACE_TOP_DESCRIPTION + "; on faces"),
    @WritesAttribute(attribute = FerAttributes.FACE_WIDTH, description = FerAttributes.FACE_WIDTH_DESCRIPTION + "; on faces"),
    @WritesAttribute(attribute = FerAttributes.FACE_HEIGHT, description = FerAttributes.FACE_HEIGHT_DESCRIPTION + "; on faces"),
    @WritesAttribute(attribute = FerAttributes.FACE_SCORE, description = FerAttributes.FACE_SCORE_DESCRIPTION + "; on faces"),
    @WritesAttribute(attribute = FerAttributes.FACE_LANDMARKS, description = FerAttributes.FACE_LANDMARKS_DESCRIPTION + "; on faces"),
    @WritesAttribute(attribute = FerAttributes.FACES, description = FerAttributes.FACES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DETECTOR, description = FerAttributes.DETECTOR_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DECODE_MILLISECONDS, description = FerAttributes.DECODE_MILLISECONDS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DETECT_MILLISECONDS, description = FerAttributes.DETECT_MILLISECONDS_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "On faces the name of the photo, the number of the face and the extension, such as team.jpg.face-0.png"),
    @WritesAttribute(attribute = "mime.type", description = "image/png or image/jpeg on faces"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({ClassifyExpressions.class, RecognizeExpressions.class, CropDatasetFaces.class})
public class CropFaces extends AbstractFerProcessor implements VerifiableProcessor {

    static final Relationship FACES = new Relationship.Builder()
            .name("faces")
            .description("One image for each face")
            .build();

    static final Relationship ORIGINAL = new Relationship.Builder()
            .name("original")
            .description("Photos, unchanged, whose faces were cut out")
            .build();

    static final Relationship NO_FACE = new Relationship.Builder()
            .name("no face")
            .description("Photos, unchanged, in which no face was found")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = Stream.concat(FaceDetectorProperties.COMMON.stream(), Stream.of(FaceDetectorProperties.MAXIMUM_FACES,
            FaceDetectorProperties.IMAGE_SIZE, DatasetProperties.IMAGE_FORMAT, DatasetProperties.JPEG_QUALITY, Attempts.MAXIMUM_ATTEMPTS)).toList();

    private final ScheduledDetectors detectors = new ScheduledDetectors();

    public CropFaces() {
        super(Set.of(FACES, ORIGINAL, NO_FACE, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @OnScheduled
    public void openDetectors(final ProcessContext context) throws IOException {
        detectors.open(context);
    }

    @OnStopped
    public void closeDetectors() {
        detectors.close();
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        forNext(context, session, photo -> crop(context, session, photo));
    }

    private void crop(final ProcessContext context, final ProcessSession session, final FlowFile photo) throws IOException {
        final List<FlowFile> faces = new ArrayList<>();
        final long start = System.nanoTime();
        try {
            final PhotoFaces found = detectors.use((detector, settings) -> crop(context, session, photo, settings.extractor(detector, size(context)), faces));
            transfer(session, session.putAllAttributes(photo, attributes(found)), faces, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        } catch (final InvalidInputException e) {
            session.remove(faces);
            throw e;
        }
    }

    /** Cuts out one face after the other, so that a crowd does not fill the memory. */
    private static PhotoFaces crop(final ProcessContext context, final ProcessSession session, final FlowFile photo, final FaceExtractor extractor,
                                   final List<FlowFile> faces) throws IOException {
        final String name = ImageContent.name(photo);
        final PhotoFaces found = extractor.find(ImageContent.read(session, photo), name);
        final SampleEncoding encoding = DatasetProperties.encoding(context, OptionalInt.empty());
        final Map<String, String> attributes = attributes(found);
        attributes.put(Fragments.ORIGINAL_FILENAME, name);
        attributes.put(Fragments.IDENTIFIER, UUID.randomUUID().toString());
        attributes.put(Fragments.COUNT, Integer.toString(found.faces().size()));
        attributes.put(CoreAttributes.MIME_TYPE.key(), encoding.format().mediaType());
        for (final Face face : found.faces()) {
            final byte[] image = encoding.format().encode(extractor.crop(found.photo(), face, name), encoding.quality());
            attributes.put(Fragments.INDEX, Integer.toString(faces.size()));
            attributes.put(CoreAttributes.FILENAME.key(), String.format(Locale.ROOT, "%s.face-%d.%s", name, faces.size(), encoding.format().extension()));
            attributes.putAll(ResultAttributes.of(face));
            faces.add(session.putAllAttributes(session.write(session.create(photo), output -> output.write(image)), attributes));
        }

        return found;
    }

    private static Map<String, String> attributes(final PhotoFaces found) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.FACES, Integer.toString(found.faces().size()));
        attributes.put(FerAttributes.DETECTOR, found.detector());
        attributes.put(FerAttributes.DECODE_MILLISECONDS, ResultAttributes.milliseconds(found.decoding()));
        attributes.put(FerAttributes.DETECT_MILLISECONDS, ResultAttributes.milliseconds(found.detection()));
        return attributes;
    }

    private static void transfer(final ProcessSession session, final FlowFile photo, final List<FlowFile> faces, final long milliseconds) {
        if (faces.isEmpty()) {
            session.getProvenanceReporter().route(photo, NO_FACE, milliseconds);
            session.transfer(photo, NO_FACE);
            return;
        }

        final FlowFile original = session.putAllAttributes(photo, Map.of(
                Fragments.IDENTIFIER, faces.getFirst().getAttribute(Fragments.IDENTIFIER),
                Fragments.COUNT, Integer.toString(faces.size())));
        session.getProvenanceReporter().fork(original, faces, milliseconds);
        session.transfer(faces, FACES);
        session.transfer(original, ORIGINAL);
    }

    private static int size(final ProcessContext context) {
        return context.getProperty(FaceDetectorProperties.IMAGE_SIZE).asInteger();
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        return List.of(FaceVerification.findDrawnFace(() -> FaceDetectorProperties.limitedSettings(context), size(context), verificationLogger));
    }
}
