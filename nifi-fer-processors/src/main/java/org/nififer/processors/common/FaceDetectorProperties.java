package org.nififer.processors.common;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.PropertyValue;
import org.apache.nifi.components.ValidationContext;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.SampleEncoding;
import org.nififer.face.FaceDetectorFactory;
import org.nififer.face.FaceSelection;
import org.nififer.face.FaceSettings;
import org.nififer.image.ExifOrientation;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The properties by which an operator says how faces are found in photos and cut out of them.
 */
public final class FaceDetectorProperties {

    /** The face detectors that an operator can choose. */
    public enum Detector implements Choice {
        HAAR("The embedded Haar cascade: upright frontal faces; it misses small, turned, tilted and partly covered ones, and gives no landmarks to align by"),
        YUNET("YuNet, the detector of the OpenCV Zoo, from its file: also small, turned and covered faces, with landmarks"),
        NONE("The whole image is the one face");

        private final String description;

        Detector(final String description) {
            this.description = description;
        }

        @Override
        public String getDescription() {
            return description;
        }
    }

    public static final PropertyDescriptor FACE_DETECTOR = new PropertyDescriptor.Builder()
            .name("Face Detector")
            .description("What looks for faces in a photo; none where each image is one face already")
            .required(true)
            .allowableValues(Detector.class)
            .defaultValue(Detector.HAAR)
            .build();

    public static final PropertyDescriptor YUNET_FILE = new PropertyDescriptor.Builder()
            .name("YuNet File")
            .description("The .onnx file of YuNet, such as face_detection_yunet_2023mar.onnx of the OpenCV Zoo")
            .required(true)
            .dependsOn(FACE_DETECTOR, Detector.YUNET)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    private static final String AUTO = "auto";

    static final PropertyDescriptor SEARCH_SIZE = new PropertyDescriptor.Builder()
            .name("Search Size")
            .description("The longer side to which larger photos are shrunk for the search, in pixels; smaller faces want more, which costs time by its square. auto is "
                    + "1024 for Haar; for YuNet it is 640, 1280 as well where the photo is larger, and 2560 where that has brought further faces")
            .required(true)
            .dependsOn(FACE_DETECTOR, Detector.HAAR, Detector.YUNET)
            .addValidator(FaceDetectorProperties::validateSearchSize)
            .defaultValue(AUTO)
            .build();

    public static final PropertyDescriptor SCORE_THRESHOLD = new PropertyDescriptor.Builder()
            .name("Score Threshold")
            .description("Faces with a lower score are left out, 0 to 1; empty for the detector's own threshold: 0.75 of YuNet, 0.33 of Haar. The scores of two detectors "
                    + "are not comparable: YuNet's is its confidence, Haar's grows with the number of overlapping windows that agree")
            .required(false)
            .dependsOn(FACE_DETECTOR, Detector.HAAR, Detector.YUNET)
            .addValidator(new NumberValidator(score -> score >= 0 && score <= 1, "a number from 0 to 1, such as 0.75"))
            .build();

    public static final PropertyDescriptor MINIMUM_FACE_SIZE = new PropertyDescriptor.Builder()
            .name("Minimum Face Size")
            .description("Smaller faces are left out: pixels of the photo, of the longer side of the box")
            .required(true)
            .dependsOn(FACE_DETECTOR, Detector.HAAR, Detector.YUNET)
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .defaultValue("0")
            .build();

    public static final PropertyDescriptor SMALLEST_ANSWERED_FACE = new PropertyDescriptor.Builder()
            .name("Smallest Answered Face")
            .description("Smaller faces are told as too small and get no answer, which would be a guess: pixels of the photo, of the longer side of the box; 0 for an "
                    + "answer for all")
            .required(true)
            .dependsOn(FACE_DETECTOR, Detector.HAAR, Detector.YUNET)
            .addValidator(StandardValidators.NON_NEGATIVE_INTEGER_VALIDATOR)
            .defaultValue(Integer.toString(FaceSettings.DEFAULT_SMALLEST))
            .build();

    public static final PropertyDescriptor MAXIMUM_FACES = new PropertyDescriptor.Builder()
            .name("Maximum Faces")
            .description("Of each photo so many faces are taken, the largest; empty for all")
            .required(false)
            .dependsOn(FACE_DETECTOR, Detector.HAAR, Detector.YUNET)
            .addValidator(StandardValidators.POSITIVE_INTEGER_VALIDATOR)
            .build();

    public static final PropertyDescriptor MARGIN = new PropertyDescriptor.Builder()
            .name("Margin")
            .description("What is added on each side of a face, as a part of its side: 0 is the framing of the common datasets, 0.2 shows hair and chin. A model wants the "
                    + "margin that it was trained with")
            .required(true)
            .addValidator(new NumberValidator(margin -> margin >= 0 && margin <= 2, "a number from 0 to 2, such as 0.2"))
            .defaultValue("0")
            .build();

    public static final PropertyDescriptor ALIGNMENT = new PropertyDescriptor.Builder()
            .name("Alignment")
            .description("Whether faces are turned upright and scaled by their landmarks; else the crop is the square around the box")
            .required(true)
            .dependsOn(FACE_DETECTOR, Detector.YUNET)
            .allowableValues("true", "false")
            .defaultValue("true")
            .build();

    public static final PropertyDescriptor EXIF_ORIENTATION = new PropertyDescriptor.Builder()
            .name("EXIF Orientation")
            .description("What becomes of the orientation that cameras write into the EXIF data of a photo")
            .required(true)
            .allowableValues(Choices.of(ExifOrientation.values(), ExifOrientation::label, ExifOrientation::description))
            .defaultValue(ExifOrientation.APPLY.label())
            .build();

    public static final PropertyDescriptor IMAGE_SIZE = new PropertyDescriptor.Builder()
            .name("Image Size")
            .description("Width and height of the crops in pixels; the paper takes 224")
            .required(true)
            .addValidator(StandardValidators.createLongValidator(1, SampleEncoding.MAXIMUM_SIZE, true))
            .defaultValue("224")
            .build();

    /** What every processor has that finds faces, in the order of the dialog. */
    public static final List<PropertyDescriptor> COMMON = List.of(FACE_DETECTOR, YUNET_FILE, SEARCH_SIZE, SCORE_THRESHOLD, MINIMUM_FACE_SIZE, MARGIN, ALIGNMENT, EXIF_ORIENTATION);

    private FaceDetectorProperties() {
    }

    private static ValidationResult validateSearchSize(final String subject, final String input, final ValidationContext context) {
        if (AUTO.equals(input)) {
            return new ValidationResult.Builder().subject(subject).input(input).valid(true).build();
        }

        return StandardValidators.createLongValidator(FaceSelection.SMALLEST_SEARCH_SIZE, FaceSelection.LARGEST_SEARCH_SIZE, true).validate(subject, input, context);
    }

    /**
     * What was chosen, with all faces of a photo.
     *
     * @throws InvalidInputException where YuNet's file is missing or another one
     */
    public static FaceSettings settings(final PropertyContext context) throws InvalidInputException {
        return settings(context, OptionalInt.empty());
    }

    /**
     * What was chosen, with at most {@link #MAXIMUM_FACES}.
     *
     * @throws InvalidInputException where YuNet's file is missing or another one
     */
    public static FaceSettings limitedSettings(final PropertyContext context) throws InvalidInputException {
        final PropertyValue maximum = context.getProperty(MAXIMUM_FACES);
        return settings(context, maximum.isSet() ? OptionalInt.of(maximum.asInteger()) : OptionalInt.empty());
    }

    /** What was chosen to become of the EXIF orientation. */
    public static ExifOrientation orientation(final PropertyContext context) {
        return Choices.chosen(context.getProperty(EXIF_ORIENTATION), ExifOrientation.values(), ExifOrientation::label);
    }

    private static FaceSettings settings(final PropertyContext context, final OptionalInt maximumFaces) throws InvalidInputException {
        final Detector choice = context.getProperty(FACE_DETECTOR).asAllowableValue(Detector.class);
        final FaceDetectorFactory detector = switch (choice) {
            // Its dialog has no properties that select: the one face is always taken.
            case NONE -> FaceDetectorFactory.parse(choice.getValue());
            case HAAR -> FaceDetectorFactory.parse(choice.getValue(), selection(context, maximumFaces));
            case YUNET -> FaceDetectorFactory.parse(context.getProperty(YUNET_FILE).evaluateAttributeExpressions().getValue(), selection(context, maximumFaces));
        };
        return new FaceSettings(detector, orientation(context), context.getProperty(MARGIN).asDouble(), context.getProperty(ALIGNMENT).asBoolean(), 0);
    }

    private static FaceSelection selection(final PropertyContext context, final OptionalInt maximumFaces) {
        final PropertyValue threshold = context.getProperty(SCORE_THRESHOLD);
        final String searchSize = context.getProperty(SEARCH_SIZE).getValue();
        return new FaceSelection(AUTO.equals(searchSize) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(searchSize)),
                threshold.isSet() ? OptionalDouble.of(threshold.asDouble()) : OptionalDouble.empty(),
                context.getProperty(MINIMUM_FACE_SIZE).asInteger(), maximumFaces);
    }
}
