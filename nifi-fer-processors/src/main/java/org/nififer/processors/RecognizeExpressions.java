package org.nififer.processors;

import org.apache.nifi.annotation.behavior.InputRequirement;
import org.apache.nifi.annotation.behavior.InputRequirement.Requirement;
import org.apache.nifi.annotation.behavior.SupportsBatching;
import org.apache.nifi.annotation.behavior.SystemResource;
import org.apache.nifi.annotation.behavior.SystemResourceConsideration;
import org.apache.nifi.annotation.behavior.WritesAttribute;
import org.apache.nifi.annotation.behavior.WritesAttributes;
import org.apache.nifi.annotation.documentation.CapabilityDescription;
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.annotation.documentation.UseCase;
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.annotation.lifecycle.OnStopped;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.processor.exception.ProcessException;
import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.face.FaceDetector;
import org.nififer.core.face.FaceDetectorPool;
import org.nififer.core.face.PhotoAnnotator;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.image.RgbImage;
import org.nififer.core.recognition.ExpressionRecognizer;
import org.nififer.core.recognition.Recognition;
import org.nififer.core.recognition.RecognitionJson;
import org.nififer.services.ExpressionClassifierService;
import org.nififer.services.ExpressionClassifierService.ClassifierLease;
import org.nififer.services.FerModelService;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds the faces of a photo and the expressions they show.
 */
@Tags({"fer", "facial expression", "emotion", "face", "detection", "recognition", "image", "photo", "swin"})
@CapabilityDescription("Finds the faces of a photo and classifies the expression that each shows: fear, sadness, happiness, anger, disgust, surprise, neutral or contempt. "
        + "A photo becomes one JSON object with the box, the score and the probability of every expression for each face. An expression that is shown is not an emotion that "
        + "is felt. In the European Union, inferring emotions at workplaces and in education is prohibited, and people exposed to it must be told (AI Act, art. 5(1)(f) "
        + "and 50(3)).")
@UseCase(description = "Recognise expressions in the photos of a folder", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Connect ListFile, FetchFile and this processor. Enable a FerModelService with the path of a model and choose it as "Model Service".
        Choose "yunet" as "Face Detector" and give the path of its file where photos show more than large frontal faces.
        Connect success to where the JSON goes, and no face, which is not an error, to where such photos go.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@SupportsBatching
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "For each concurrent task"
        + " a photo, decoded twice, three bytes a pixel, so at most 300 MB, and twice its file.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "The face detector uses one core for each concurrent task, the network all cores.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.FACES, description = FerAttributes.FACES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DETECTOR, description = FerAttributes.DETECTOR_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.MODEL_ID, description = FerAttributes.MODEL_ID_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "The name of the photo with .json added on success, and with .annotated.jpg on annotated"),
    @WritesAttribute(attribute = "mime.type", description = "application/json on success, image/jpeg on annotated"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({FerModelService.class, TrainFerModel.class})
public class RecognizeExpressions extends AbstractFerProcessor implements VerifiableProcessor {

    static final PropertyDescriptor MODEL_SERVICE = new PropertyDescriptor.Builder()
            .name("Model Service")
            .description("The model that classifies the faces")
            .required(true)
            .identifiesControllerService(ExpressionClassifierService.class)
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("The faces and their expressions as JSON, one object a photo")
            .build();

    static final Relationship NO_FACE = new Relationship.Builder()
            .name("no face")
            .description("Photos, unchanged, in which no face was found")
            .build();

    static final Relationship ANNOTATED = new Relationship.Builder()
            .name("annotated")
            .description("A copy of each photo with faces, as JPEG with boxes and expressions drawn into it; not made where this is auto-terminated")
            .autoTerminateDefault(true)
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(MODEL_SERVICE, FaceDetectorProperties.FACE_DETECTOR, FaceDetectorProperties.YUNET_FILE);
    private static final Set<Relationship> RELATIONSHIPS = Set.of(SUCCESS, NO_FACE, ANNOTATED, FAILURE);
    private static final long MAXIMUM_FILE_BYTES = 256L << 20;
    private static final int ANNOTATED_QUALITY = 90;

    private final ModelWait modelWait = new ModelWait();
    private volatile FaceDetectorPool detectors;

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public Set<Relationship> getRelationships() {
        return RELATIONSHIPS;
    }

    @OnScheduled
    public void openDetectors(final ProcessContext context) throws IOException {
        detectors = new FaceDetectorPool(FaceDetectorProperties.factory(context));
    }

    @OnStopped
    public void closeDetectors() {
        if (detectors != null) {
            detectors.close();
        }
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final FlowFile photo = session.get();
        if (photo == null) {
            return;
        }

        try (ClassifierLease lease = acquire(context, session)) {
            if (lease != null) {
                recognizeWithDetector(context, session, photo, lease);
            }
        }
    }

    /** A model that cannot be had is no fault of the photo, which waits for it. */
    private ClassifierLease acquire(final ProcessContext context, final ProcessSession session) {
        try {
            final ClassifierLease lease = context.getProperty(MODEL_SERVICE).asControllerService(ExpressionClassifierService.class).acquire();
            modelWait.end();
            return lease;
        } catch (final IOException e) {
            modelWait.report(getLogger(), e);
            session.rollback();
            context.yield();
            return null;
        }
    }

    private void recognizeWithDetector(final ProcessContext context, final ProcessSession session, final FlowFile photo, final ClassifierLease lease) {
        try {
            detectors.use(detector -> {
                recognize(context, session, photo, new ExpressionRecognizer(detector, lease.classifier()));
                return null;
            });
        } catch (final InvalidInputException e) {
            fail(session, photo, e);
        } catch (final IOException e) {
            throw new ProcessException("%s could not be read; it stays in its queue".formatted(photo), e);
        }
    }

    private void recognize(final ProcessContext context, final ProcessSession session, final FlowFile photo, final ExpressionRecognizer recognizer) throws IOException {
        final long start = System.nanoTime();
        final String name = photo.getAttribute(CoreAttributes.FILENAME.key());
        final RgbImage image = ImageCodec.decode(read(session, photo, name), name);
        final Recognition recognition = recognizer.recognize(image);
        final long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

        final FlowFile described = session.putAllAttributes(photo, Map.of(
                FerAttributes.FACES, Integer.toString(recognition.faces().size()),
                FerAttributes.DETECTOR, recognition.detector(),
                FerAttributes.MODEL_ID, recognition.modelId()));
        if (recognition.faces().isEmpty()) {
            session.getProvenanceReporter().route(described, NO_FACE, milliseconds);
            session.transfer(described, NO_FACE);
            return;
        }

        if (context.hasConnection(ANNOTATED)) {
            annotate(session, described, name, image, recognition);
        }

        FlowFile result = session.write(described, output -> output.write(RecognitionJson.write(name, recognition).getBytes(StandardCharsets.UTF_8)));
        result = session.putAllAttributes(result, Map.of(CoreAttributes.FILENAME.key(), name + ".json", CoreAttributes.MIME_TYPE.key(), "application/json"));
        session.getProvenanceReporter().modifyContent(result, "Recognised %d faces".formatted(recognition.faces().size()), milliseconds);
        session.transfer(result, SUCCESS);
    }

    private static byte[] read(final ProcessSession session, final FlowFile photo, final String name) throws IOException {
        if (photo.getSize() > MAXIMUM_FILE_BYTES) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE, "%s has %d bytes; a photo may have %d".formatted(name, photo.getSize(), MAXIMUM_FILE_BYTES));
        }

        try (InputStream input = session.read(photo)) {
            return input.readAllBytes();
        }
    }

    private static void annotate(final ProcessSession session, final FlowFile photo, final String name, final RgbImage image, final Recognition recognition) {
        final List<PhotoAnnotator.Annotation> annotations = recognition.faces().stream().map(face -> new PhotoAnnotator.Annotation(face.face().box(),
                "%s %.0f%%".formatted(face.classification().expression().label(), 100 * face.classification().confidence()))).toList();
        final byte[] jpeg = ImageCodec.encodeJpeg(PhotoAnnotator.annotate(image, annotations), ANNOTATED_QUALITY);
        FlowFile annotated = session.write(session.create(photo), output -> output.write(jpeg));
        annotated = session.putAllAttributes(annotated, Map.of(CoreAttributes.FILENAME.key(), name + ".annotated.jpg", CoreAttributes.MIME_TYPE.key(), "image/jpeg"));
        session.transfer(annotated, ANNOTATED);
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Recognise a drawn face");
        try (ClassifierLease lease = context.getProperty(MODEL_SERVICE).asControllerService(ExpressionClassifierService.class).acquire();
             FaceDetector detector = FaceDetectorProperties.factory(context).open()) {
            final RgbImage photo = DrawnFaces.photo(0, 320, 320, List.of(Expression.HAPPINESS)).image();
            final Recognition recognition = new ExpressionRecognizer(detector, lease.classifier()).recognize(photo);
            final String faces = recognition.faces().stream().map(face -> face.classification().expression().label()).toList().toString();
            return List.of(result.outcome(Outcome.SUCCESSFUL)
                    .explanation("Detector %s and model %s found %s in a drawn photo of one happy face".formatted(recognition.detector(), recognition.modelId(), faces)).build());
        } catch (final IOException | RuntimeException | LinkageError e) {
            verificationLogger.warn("Recognition does not work", e);
            return List.of(result.outcome(Outcome.FAILED).explanation(e.toString()).build());
        }
    }
}
