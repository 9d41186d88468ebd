package org.nififer.processors.recognition;

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
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.nififer.common.RgbImage;
import org.nififer.face.FaceDetector;
import org.nififer.face.FaceSettings;
import org.nififer.face.PhotoAnnotator;
import org.nififer.face.PhotoFaces;
import org.nififer.face.TrialPhoto;
import org.nififer.image.ImageCodec;
import org.nififer.image.ImageResizer;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.ImageContent;
import org.nififer.processors.common.RecordContent;
import org.nififer.processors.common.ServiceClassifier;
import org.nififer.processors.service.FerModelService;
import org.nififer.processors.training.TrainFerModel;
import org.nififer.processors.video.AggregateExpressions;
import org.nififer.processors.video.ExtractVideoFrames;
import org.nififer.recognition.ExpressionRecognizer;
import org.nififer.recognition.Recognition;
import org.nififer.recognition.RecognitionJson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the faces of a photo and the expressions they show.
 */
@Tags({"fer", "facial expression", "emotion", "face", "detection", "recognition", "image", "photo", "swin"})
@CapabilityDescription("Finds the faces of a photo and classifies the expression that each shows: fear, sadness, happiness, anger, disgust, surprise, neutral or contempt. "
        + "The result is one JSON object a photo, one record a face, or attributes of the photo, with box, score and the probability of every expression. An expression that is "
        + "shown is not an emotion that is felt. In the European Union, inferring emotions at workplaces and in education is prohibited, and people exposed to it must be told "
        + "(AI Act, art. 5(1)(f) and 50(3)).")
@UseCase(description = "Recognise expressions in the photos of a folder", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Connect ListFile, FetchFile and this processor. Enable a FerModelService with the path of a model and choose it as "Model Service".
        Choose "yunet" as "Face Detector" and give the path of its file where photos show more than large frontal faces.
        Connect success to where the JSON goes, and no face, which is not an error, to where such photos go.
        """)
@UseCase(description = "Write a table of all faces into a database", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Choose "records" as "Output Strategy" and a JsonRecordSetWriter or CSVRecordSetWriter that inherits the record schema as "Record Writer".
        Connect success to MergeRecord, and that to PutDatabaseRecord.
        """)
@UseCase(description = "Let a person look at photos about which the model is unsure", inputRequirement = Requirement.INPUT_REQUIRED, configuration = """
        Set "Minimum Confidence", such as 0.6, and connect uncertain to where such results are looked at.
        """)
@InputRequirement(Requirement.INPUT_REQUIRED)
@SupportsBatching
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "For each concurrent task"
        + " a photo, decoded twice, three bytes a pixel, so at most 300 MB, and twice its file.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "The face detector uses one core for each concurrent task, the network all cores.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.FACES, description = FerAttributes.FACES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.FACES_TOO_SMALL, description = FerAttributes.FACES_TOO_SMALL_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DETECTOR, description = FerAttributes.DETECTOR_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.MODEL_ID, description = FerAttributes.MODEL_ID_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.EXPRESSIONS, description = FerAttributes.EXPRESSIONS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.UNCERTAIN_FACES, description = FerAttributes.UNCERTAIN_FACES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.EXPRESSION, description = FerAttributes.EXPRESSION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.CONFIDENCE, description = FerAttributes.CONFIDENCE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.PROBABILITIES, description = FerAttributes.PROBABILITIES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.FACE_LEFT, description = FerAttributes.FACE_LEFT_DESCRIPTION + "; of the largest face"),
    @WritesAttribute(attribute = FerAttributes.FACE_TOP, description = FerAttributes.FACE_TOP_DESCRIPTION + "; of the largest face"),
    @WritesAttribute(attribute = FerAttributes.FACE_WIDTH, description = FerAttributes.FACE_WIDTH_DESCRIPTION + "; of the largest face"),
    @WritesAttribute(attribute = FerAttributes.FACE_HEIGHT, description = FerAttributes.FACE_HEIGHT_DESCRIPTION + "; of the largest face"),
    @WritesAttribute(attribute = FerAttributes.FACE_SCORE, description = FerAttributes.FACE_SCORE_DESCRIPTION + "; of the largest face"),
    @WritesAttribute(attribute = FerAttributes.FACE_LANDMARKS, description = FerAttributes.FACE_LANDMARKS_DESCRIPTION + "; of the largest face"),
    @WritesAttribute(attribute = FerAttributes.DECODE_MILLISECONDS, description = FerAttributes.DECODE_MILLISECONDS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DETECT_MILLISECONDS, description = FerAttributes.DETECT_MILLISECONDS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.CLASSIFY_MILLISECONDS, description = FerAttributes.CLASSIFY_MILLISECONDS_DESCRIPTION),
    @WritesAttribute(attribute = "record.count", description = "How many records were written, which is how many faces the photo shows; only for records"),
    @WritesAttribute(attribute = "filename", description = "The name of the photo, with .json added where the result is JSON, and with .annotated.jpg on annotated"),
    @WritesAttribute(attribute = "mime.type", description = "application/json or what the Record Writer says, unchanged where there are only attributes; image/jpeg on annotated"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({FerModelService.class, CropFaces.class, ClassifyExpressions.class, ExtractVideoFrames.class, AggregateExpressions.class, TrainFerModel.class})
public class RecognizeExpressions extends AbstractExpressionProcessor {

    static final PropertyDescriptor OUTPUT_STRATEGY = new PropertyDescriptor.Builder()
            .name("Output Strategy")
            .description("What goes on to success: the photo with attributes, or what was recognised in its place")
            .required(true)
            .allowableValues(OutputStrategy.class)
            .defaultValue(OutputStrategy.JSON)
            .build();

    static final PropertyDescriptor RECORD_WRITER = new PropertyDescriptor.Builder()
            .name("Record Writer")
            .description("Writes the records, one a face")
            .required(true)
            .dependsOn(OUTPUT_STRATEGY, OutputStrategy.RECORDS)
            .identifiesControllerService(RecordSetWriterFactory.class)
            .build();

    static final PropertyDescriptor INCLUDE_FEATURES = new PropertyDescriptor.Builder()
            .name("Include Features")
            .description("Whether the JSON has, for each face, the pooled features from which the model has told the expression, by which AggregateExpressions knows a face again "
                    + "after a cut. 768 numbers of swin-t; ONNX models tell none")
            .required(true)
            .dependsOn(OUTPUT_STRATEGY, OutputStrategy.JSON)
            .allowableValues("true", "false")
            .defaultValue("false")
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Photos with faces, or the JSON or records of what was recognised in them, as Output Strategy says")
            .build();

    static final Relationship NO_FACE = new Relationship.Builder()
            .name("no face")
            .description("Photos, unchanged, in which no face was found, or only faces that are too small for an answer")
            .build();

    static final Relationship ANNOTATED = new Relationship.Builder()
            .name("annotated")
            .description("A copy of each photo with faces, as JPEG with boxes and expressions drawn into it, shrunk where a side has more than 65,500 pixels; "
                    + "not made where this is auto-terminated")
            .autoTerminateDefault(true)
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = Stream.of(List.of(MODEL_SERVICE), FaceDetectorProperties.COMMON,
            List.of(FaceDetectorProperties.MAXIMUM_FACES, FaceDetectorProperties.SMALLEST_ANSWERED_FACE, OUTPUT_STRATEGY, RECORD_WRITER, INCLUDE_FEATURES, MINIMUM_CONFIDENCE,
                    Attempts.MAXIMUM_ATTEMPTS)).flatMap(List::stream).toList();
    private static final int ANNOTATED_QUALITY = 90;

    private final ScheduledDetectors detectors = new ScheduledDetectors();

    public RecognizeExpressions() {
        super(Set.of(SUCCESS, NO_FACE, ANNOTATED, FAILURE));
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
        forNext(context, session, photo -> withModel(context, session, model -> detectors.use((detector, settings) -> {
            recognize(context, session, photo, new ExpressionRecognizer(detector, answering(context, settings), model, includesFeatures(context)));
            return null;
        })));
    }

    private static FaceSettings answering(final ProcessContext context, final FaceSettings settings) {
        return settings.withSmallest(context.getProperty(FaceDetectorProperties.SMALLEST_ANSWERED_FACE).asInteger());
    }

    private static boolean includesFeatures(final ProcessContext context) {
        return context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class) == OutputStrategy.JSON && context.getProperty(INCLUDE_FEATURES).asBoolean();
    }

    private void recognize(final ProcessContext context, final ProcessSession session, final FlowFile photo, final ExpressionRecognizer recognizer) throws IOException {
        final long start = System.nanoTime();
        final String name = ImageContent.name(photo);
        final PhotoFaces found = recognizer.find(ImageContent.read(session, photo), name);
        final Recognition recognition = recognizer.classify(found, name);
        final OptionalDouble minimum = minimumConfidence(context);
        final Map<String, String> attributes = new HashMap<>(ResultAttributes.of(recognition));
        minimum.ifPresent(confidence -> attributes.put(FerAttributes.UNCERTAIN_FACES, Long.toString(recognition.uncertain(confidence))));
        final FlowFile described = session.putAllAttributes(photo, attributes);
        if (recognition.faces().isEmpty()) {
            session.getProvenanceReporter().route(described, NO_FACE, millisecondsSince(start));
            session.transfer(described, NO_FACE);
            return;
        }

        if (context.hasConnection(ANNOTATED)) {
            annotate(session, described, name, found.photo(), recognition);
        }

        final FlowFile result = switch (context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class)) {
            case ATTRIBUTES -> described;
            case JSON -> writeJson(session, described, name, recognition);
            case RECORDS -> writeRecords(context, session, described, name, recognition);
        };
        final String details = String.format(Locale.ROOT, "Recognised %d faces", recognition.faces().size());
        if (result == described) {
            session.getProvenanceReporter().modifyAttributes(result, details);
        } else {
            session.getProvenanceReporter().modifyContent(result, details, millisecondsSince(start));
        }

        session.transfer(result, minimum.isPresent() && recognition.uncertain(minimum.getAsDouble()) > 0 ? UNCERTAIN : SUCCESS);
    }

    private static long millisecondsSince(final long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static FlowFile writeJson(final ProcessSession session, final FlowFile photo, final String name, final Recognition recognition) {
        final FlowFile result = session.write(photo, output -> output.write(RecognitionJson.write(name, recognition).getBytes(StandardCharsets.UTF_8)));
        return session.putAllAttributes(result, Map.of(CoreAttributes.FILENAME.key(), name + ".json", CoreAttributes.MIME_TYPE.key(), "application/json"));
    }

    private FlowFile writeRecords(final ProcessContext context, final ProcessSession session, final FlowFile photo, final String name, final Recognition recognition) {
        final Map<String, String> attributes = new HashMap<>();
        final FlowFile result = RecordContent.write(context.getProperty(RECORD_WRITER), session, photo, RecognitionRecords.SCHEMA, RecognitionRecords.of(name, recognition),
                attributes, getLogger());
        return session.putAllAttributes(result, attributes);
    }

    private static void annotate(final ProcessSession session, final FlowFile photo, final String name, final RgbImage image, final Recognition recognition) {
        final Stream<PhotoAnnotator.Annotation> answered = recognition.faces().stream().map(face -> new PhotoAnnotator.Annotation(face.face().box(),
                String.format(Locale.ROOT, "%s %.0f%%", face.classification().expression().label(), 100 * face.classification().confidence())));
        final Stream<PhotoAnnotator.Annotation> tooSmall = recognition.tooSmall().stream().map(face -> new PhotoAnnotator.Annotation(face.box(), "too small"));
        final List<PhotoAnnotator.Annotation> annotations = Stream.concat(answered, tooSmall).toList();
        final byte[] jpeg = ImageCodec.encodeJpeg(withinJpeg(PhotoAnnotator.annotate(image, annotations)), ANNOTATED_QUALITY);
        FlowFile annotated = session.write(session.create(photo), output -> output.write(jpeg));
        annotated = session.putAllAttributes(annotated, Map.of(CoreAttributes.FILENAME.key(), name + ".annotated.jpg", CoreAttributes.MIME_TYPE.key(), "image/jpeg"));
        session.transfer(annotated, ANNOTATED);
    }

    /** A PNG may be longer than any JPEG: what was recognised in it is worth more than the size of a copy for the eye. */
    private static RgbImage withinJpeg(final RgbImage image) {
        final double scale = Math.min(1, ImageCodec.JPEG_SIDE_LIMIT / (double) Math.max(image.width(), image.height()));
        return ImageResizer.resize(image, (int) Math.max(1, Math.round(image.width() * scale)), (int) Math.max(1, Math.round(image.height() * scale)));
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Recognise a drawn face");
        try (ServiceClassifier model = acquire(context)) {
            final FaceSettings chosen = answering(context, FaceDetectorProperties.limitedSettings(context));
            final byte[] photo = TrialPhoto.file();
            try (FaceDetector detector = chosen.detector().open()) {
                final Recognition recognition = new ExpressionRecognizer(detector, chosen, model).recognize(photo, "A drawn photo");
                final String faces = recognition.faces().stream().map(face -> face.classification().expression().label()).toList().toString();
                return List.of(result.outcome(Outcome.SUCCESSFUL).explanation(String.format(Locale.ROOT, "Detector %s and model %s found %s in a drawn photo of one happy face",
                        recognition.detector(), recognition.modelId(), faces)).build());
            }
        } catch (final IOException | RuntimeException | LinkageError e) {
            verificationLogger.warn("Recognition does not work", e);
            return List.of(result.outcome(Outcome.FAILED).explanation(words(e)).build());
        }
    }
}
