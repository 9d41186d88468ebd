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
import org.apache.nifi.annotation.documentation.SeeAlso;
import org.apache.nifi.annotation.documentation.Tags;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.DataUnit;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.ProcessSession;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.util.FlowFileFilters;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.face.TrialPhoto;
import org.nififer.image.ExifOrientation;
import org.nififer.image.ImageCodec;
import org.nififer.image.ImageResizer;
import org.nififer.model.Classification;
import org.nififer.model.FaceClassifier;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.EnvironmentException;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.common.ImageContent;
import org.nififer.processors.common.ServiceClassifier;
import org.nififer.processors.service.FerModelService;
import org.nififer.recognition.RecognitionJson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Classifies the expressions of face images.
 */
@Tags({"fer", "facial expression", "emotion", "face", "classification", "recognition", "image", "swin", "batch"})
@CapabilityDescription("Classifies the expression that a face image shows: fear, sadness, happiness, anger, disgust, surprise, neutral or contempt. The image is the face, such "
        + "as CropFaces cuts out; it is stretched to what the model wants. Images are taken from the queue and classified in batches. An expression that is shown is not an "
        + "emotion that is felt. In the European Union, inferring emotions at workplaces and in education is prohibited, and people exposed to it must be told (AI Act, "
        + "art. 5(1)(f) and 50(3)).")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SupportsBatching
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "For each concurrent task one image, decoded twice, three bytes a pixel, so at most 300 MB, and twice "
        + "its file; of the rest of a batch only what the network sees, 0.15 MB an image for swin-t, and what the network computes for it.")
@SystemResourceConsideration(resource = SystemResource.CPU, description = "Decoding uses one core for each concurrent task, the network all cores: two tasks let the one decode "
        + "while the other classifies.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.EXPRESSION, description = FerAttributes.EXPRESSION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.CONFIDENCE, description = FerAttributes.CONFIDENCE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.PROBABILITIES, description = FerAttributes.PROBABILITIES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.MODEL_ID, description = FerAttributes.MODEL_ID_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DECODE_MILLISECONDS, description = FerAttributes.DECODE_MILLISECONDS_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.CLASSIFY_MILLISECONDS, description = FerAttributes.CLASSIFY_MILLISECONDS_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "The name of the image, with .json added where the result is JSON"),
    @WritesAttribute(attribute = "mime.type", description = "application/json where the result is JSON, else unchanged"),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({CropFaces.class, RecognizeExpressions.class, FerModelService.class})
public class ClassifyExpressions extends AbstractExpressionProcessor {

    static final PropertyDescriptor BATCH_SIZE = new PropertyDescriptor.Builder()
            .name("Batch Size")
            .description("How many images are taken from the queue at a time at most; fewer where fewer are there, none is waited for")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, 1024, true))
            .defaultValue("32")
            .build();

    static final PropertyDescriptor BATCH_DATA_SIZE = new PropertyDescriptor.Builder()
            .name("Batch Data Size")
            .description("How much content is taken from the queue at a time at most; an image larger than this is a batch of its own")
            .required(true)
            .addValidator(StandardValidators.DATA_SIZE_VALIDATOR)
            .defaultValue("64 MB")
            .build();

    static final PropertyDescriptor OUTPUT_STRATEGY = new PropertyDescriptor.Builder()
            .name("Output Strategy")
            .description("What goes on to success: the image with attributes, or its expression in its place")
            .required(true)
            .allowableValues(EnumSet.of(OutputStrategy.ATTRIBUTES, OutputStrategy.JSON))
            .defaultValue(OutputStrategy.ATTRIBUTES)
            .build();

    static final Relationship SUCCESS = new Relationship.Builder()
            .name("success")
            .description("Face images with their expression as attributes, or as JSON, as Output Strategy says")
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = List.of(MODEL_SERVICE, OUTPUT_STRATEGY, MINIMUM_CONFIDENCE, FaceDetectorProperties.EXIF_ORIENTATION,
            BATCH_SIZE, BATCH_DATA_SIZE, Attempts.MAXIMUM_ATTEMPTS);
    private static final int VERIFICATION_IMAGE_SIDE = 224;

    public ClassifyExpressions() {
        super(Set.of(SUCCESS, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    @Override
    public void onTrigger(final ProcessContext context, final ProcessSession session) {
        final List<FlowFile> images = session.get(FlowFileFilters.newSizeBasedFilter(context.getProperty(BATCH_DATA_SIZE).asDataSize(DataUnit.B), DataUnit.B,
                context.getProperty(BATCH_SIZE).asInteger()));
        if (images.isEmpty()) {
            return;
        }

        try {
            withModel(context, session, model -> {
                final List<DecodedImage> batch = decode(context, session, images, model.imageSize());
                if (!batch.isEmpty()) {
                    classify(context, session, batch, model);
                }
            });
        } catch (final IOException e) {
            throw new EnvironmentException("An image could not be read; the batch stays in its queue", e);
        }
    }

    /** Where the work on a batch fails unexpectedly, each image shows alone whether it is the one. */
    private void classify(final ProcessContext context, final ProcessSession session, final List<DecodedImage> batch, final FaceClassifier model) {
        final long start = System.nanoTime();
        final List<Classification.WithFeatures> answers;
        try {
            answers = model.classifyWithFeatures(batch.stream().map(DecodedImage::pixels).toList());
        } catch (final RuntimeException | OutOfMemoryError e) {
            if (batch.size() == 1) {
                tryAgain(context, session, batch.getFirst().flowFile(), e);
            } else {
                getLogger().warn("A batch of {} images cannot be classified; they are tried one by one", batch.size(), e);
                batch.forEach(image -> classify(context, session, List.of(image), model));
            }

            return;
        }

        final Duration share = Duration.ofNanos(System.nanoTime() - start).dividedBy(batch.size());
        for (int index = 0; index < batch.size(); index++) {
            final DecodedImage image = batch.get(index);
            if (answers.get(index).classification().isEmpty()) {
                fail(session, image.flowFile(), model.noNumbers(ImageContent.name(image.flowFile())));
                continue;
            }

            final Classification classification = answers.get(index).classification().get();
            final Map<String, String> attributes = ResultAttributes.of(classification);
            attributes.put(FerAttributes.MODEL_ID, model.modelId());
            attributes.put(FerAttributes.DECODE_MILLISECONDS, ResultAttributes.milliseconds(image.decoding()));
            attributes.put(FerAttributes.CLASSIFY_MILLISECONDS, ResultAttributes.milliseconds(share));
            transfer(context, session, session.putAllAttributes(image.flowFile(), attributes), model, classification, image.decoding().plus(share));
        }
    }

    /** Those that are images; the others go to failure alone. Only what the network will see of an image is kept. */
    private List<DecodedImage> decode(final ProcessContext context, final ProcessSession session, final List<FlowFile> images, final int side)
            throws IOException {
        final ExifOrientation orientation = FaceDetectorProperties.orientation(context);
        final List<DecodedImage> batch = new ArrayList<>(images.size());
        for (final FlowFile image : images) {
            if (isExhausted(context, session, image)) {
                continue;
            }

            final long start = System.nanoTime();
            try {
                final RgbImage pixels = ImageCodec.decode(ImageContent.read(session, image), ImageContent.name(image), ImageCodec.DEFAULT_PIXEL_LIMIT, orientation);
                batch.add(new DecodedImage(image, ImageResizer.resize(pixels, side, side), Duration.ofNanos(System.nanoTime() - start)));
            } catch (final InvalidInputException e) {
                fail(session, image, e);
            } catch (final RuntimeException | StackOverflowError | OutOfMemoryError e) {
                if (!Attempts.counts(e)) {
                    throw e;
                }

                tryAgain(context, session, image, e);
            }
        }

        return batch;
    }

    /** Gives one image back to its queue, while the others of its batch go on. */
    private void tryAgain(final ProcessContext context, final ProcessSession session, final FlowFile image, final Throwable thrown) {
        attempted(context, image, thrown);
        session.transfer(session.penalize(image));
    }

    private static void transfer(final ProcessContext context, final ProcessSession session, final FlowFile image, final FaceClassifier model,
                                 final Classification classification, final Duration duration) {
        FlowFile result = image;
        final String details = String.format(Locale.ROOT, "Classified as %s", classification.expression().label());
        if (context.getProperty(OUTPUT_STRATEGY).asAllowableValue(OutputStrategy.class) == OutputStrategy.JSON) {
            final String name = ImageContent.name(image);
            final String json = RecognitionJson.write(name, model.modelId(), model.isMirrored(), classification);
            result = session.write(result, output -> output.write(json.getBytes(StandardCharsets.UTF_8)));
            result = session.putAllAttributes(result, Map.of(CoreAttributes.FILENAME.key(), name + ".json", CoreAttributes.MIME_TYPE.key(), "application/json"));
            session.getProvenanceReporter().modifyContent(result, details, duration.toMillis());
        } else {
            session.getProvenanceReporter().modifyAttributes(result, details);
        }

        final OptionalDouble minimum = minimumConfidence(context);
        session.transfer(result, minimum.isPresent() && classification.confidence() < minimum.getAsDouble() ? UNCERTAIN : SUCCESS);
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Classify a drawn face");
        try (ServiceClassifier model = acquire(context)) {
            final RgbImage face = TrialPhoto.face(VERIFICATION_IMAGE_SIDE);
            final Classification classification = model.classifyWithFeatures(List.of(face)).getFirst().classification().orElseThrow(() -> model.noNumbers("a drawn face"));
            return List.of(result.outcome(Outcome.SUCCESSFUL).explanation(String.format(Locale.ROOT, "Model %s classified a drawn happy face as %s with %.2f",
                    model.modelId(), classification.expression().label(), classification.confidence())).build());
        } catch (final IOException | RuntimeException | LinkageError e) {
            verificationLogger.warn("Classification does not work", e);
            return List.of(result.outcome(Outcome.FAILED).explanation(words(e)).build());
        }
    }

    /** An image of a batch, in the size that the network sees. */
    private record DecodedImage(FlowFile flowFile, RgbImage pixels, Duration decoding) {
    }
}
