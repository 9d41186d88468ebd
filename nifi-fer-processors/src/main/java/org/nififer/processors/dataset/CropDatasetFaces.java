package org.nififer.processors.dataset;

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
import org.apache.nifi.annotation.lifecycle.OnScheduled;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.processor.VerifiableProcessor;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.crop.CropSettings;
import org.nififer.dataset.crop.CropSettings.SamplesWithoutFace;
import org.nififer.dataset.crop.DatasetCropper;
import org.nififer.face.FaceSettings;
import org.nififer.processors.common.Attempts;
import org.nififer.processors.common.Choices;
import org.nififer.processors.common.DatasetProperties;
import org.nififer.processors.common.FaceDetectorProperties;
import org.nififer.processors.common.FaceVerification;
import org.nififer.processors.common.FerAttributes;
import org.nififer.processors.recognition.CropFaces;
import org.nififer.processors.recognition.RecognizeExpressions;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Cuts the faces out of the photos of a dataset.
 */
@Tags({"fer", "facial expression", "emotion", "dataset", "face", "crop", "align", "detection"})
@CapabilityDescription("Replaces each photo of a dataset by the largest face in it, cut out and aligned as RecognizeExpressions does it, so that a model is trained on "
        + "what it will see. Samples in which no face is found are kept whole, dropped or routed. Cropping belongs before balancing.")
@InputRequirement(Requirement.INPUT_REQUIRED)
@SideEffectFree
@SystemResourceConsideration(resource = SystemResource.CPU, description = "As many processors as Threads says.")
@SystemResourceConsideration(resource = SystemResource.MEMORY, description = "One decoded photo for each thread; a face detector for each thread.")
@WritesAttributes({
    @WritesAttribute(attribute = FerAttributes.DATASET_READ, description = FerAttributes.DATASET_READ_SAMPLES_DESCRIPTION + "; always the sum of samples and left out"),
    @WritesAttribute(attribute = FerAttributes.DATASET_SAMPLES, description = FerAttributes.DATASET_SAMPLES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_UNLABELLED, description = FerAttributes.DATASET_UNLABELLED_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TRAIN, description = FerAttributes.DATASET_TRAIN_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_VALIDATION, description = FerAttributes.DATASET_VALIDATION_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_TEST, description = FerAttributes.DATASET_TEST_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_LEFT_OUT, description = FerAttributes.DATASET_LEFT_OUT_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_WITHOUT_FACE, description = FerAttributes.DATASET_WITHOUT_FACE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DATASET_SEVERAL_FACES, description = FerAttributes.DATASET_SEVERAL_FACES_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.DETECTOR, description = FerAttributes.DETECTOR_DESCRIPTION),
    @WritesAttribute(attribute = "filename", description = "On no face the name of the dataset with .no-face.tar added; unchanged on success"),
    @WritesAttribute(attribute = "mime.type", description = DatasetAttributes.MIME_TYPE),
    @WritesAttribute(attribute = FerAttributes.ERROR_CODE, description = FerAttributes.ERROR_CODE_DESCRIPTION),
    @WritesAttribute(attribute = FerAttributes.ERROR_MESSAGE, description = FerAttributes.ERROR_MESSAGE_DESCRIPTION)
})
@SeeAlso({NormalizeFerDataset.class, SplitFerDataset.class, RecognizeExpressions.class, CropFaces.class})
public class CropDatasetFaces extends AbstractDatasetProcessor implements VerifiableProcessor {

    static final PropertyDescriptor WITHOUT_FACE = new PropertyDescriptor.Builder()
            .name("Samples Without Face")
            .description("What becomes of samples in which the detector finds no face")
            .required(true)
            .allowableValues(Choices.of(SamplesWithoutFace.values(), SamplesWithoutFace::label, SamplesWithoutFace::description))
            .defaultValue(SamplesWithoutFace.KEEP.label())
            .build();

    static final Relationship NO_FACE = new Relationship.Builder()
            .name("no face")
            .description("The samples in which no face was found, as a dataset, where they are routed; nothing where there are none")
            .autoTerminateDefault(true)
            .build();

    private static final List<PropertyDescriptor> PROPERTIES = Stream.concat(FaceDetectorProperties.COMMON.stream(), Stream.of(FaceDetectorProperties.IMAGE_SIZE,
            WITHOUT_FACE, DatasetProperties.IMAGE_FORMAT, DatasetProperties.JPEG_QUALITY, DatasetProperties.THREADS, Attempts.MAXIMUM_ATTEMPTS)).toList();

    private volatile FaceSettings faces;

    public CropDatasetFaces() {
        super(Set.of(SUCCESS, NO_FACE, FAILURE));
    }

    @Override
    protected List<PropertyDescriptor> getSupportedPropertyDescriptors() {
        return PROPERTIES;
    }

    /** A detector that cannot be had is no fault of the datasets, which wait for it. */
    @OnScheduled
    public void chooseDetector(final ProcessContext context) throws IOException {
        faces = FaceDetectorProperties.settings(context);
    }

    @Override
    protected void process(final ProcessContext context, final DatasetSource input, final DatasetOutputs outputs, final ProgressListener progress) throws IOException {
        final CropSettings settings = new CropSettings(faces, context.getProperty(FaceDetectorProperties.IMAGE_SIZE).asInteger(),
                Choices.chosen(context.getProperty(WITHOUT_FACE), SamplesWithoutFace.values(), SamplesWithoutFace::label),
                DatasetProperties.encoding(context, OptionalInt.empty()), context.getProperty(DatasetProperties.THREADS).asInteger());
        final DatasetOutputs.Output output = outputs.open(SUCCESS);
        final DatasetOutputs.Output noFace = outputs.open(NO_FACE);
        final DatasetCropper.Summary summary = DatasetCropper.crop(input, output.writer(), noFace.writer(), settings, progress);
        final Map<String, String> attributes = new HashMap<>(DatasetAttributes.of(summary.written()));
        attributes.put(FerAttributes.DATASET_READ, Long.toString(summary.read()));
        attributes.put(FerAttributes.DATASET_LEFT_OUT, Long.toString(summary.read() - summary.written().total()));
        attributes.put(FerAttributes.DATASET_WITHOUT_FACE, Long.toString(summary.withoutFace().total()));
        attributes.put(FerAttributes.DATASET_SEVERAL_FACES, Long.toString(summary.severalFaces()));
        attributes.put(FerAttributes.DETECTOR, settings.faces().detector().name());
        if (output.writer().count() > 0) {
            output.complete(attributes);
        }

        if (noFace.writer().count() > 0) {
            final Map<String, String> withoutFace = new HashMap<>(DatasetAttributes.of(summary.withoutFace()));
            withoutFace.put(CoreAttributes.FILENAME.key(), outputs.originName() + ".no-face.tar");
            noFace.complete(withoutFace);
        }
    }

    @Override
    public List<ConfigVerificationResult> verify(final ProcessContext context, final ComponentLog verificationLogger, final Map<String, String> attributes) {
        return List.of(FaceVerification.findDrawnFace(() -> FaceDetectorProperties.settings(context),
                context.getProperty(FaceDetectorProperties.IMAGE_SIZE).asInteger(), verificationLogger));
    }
}
