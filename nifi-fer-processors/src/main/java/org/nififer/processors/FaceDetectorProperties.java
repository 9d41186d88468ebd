package org.nififer.processors;

import org.apache.nifi.components.PropertyDescriptor;
import org.apache.nifi.components.resource.ResourceCardinality;
import org.apache.nifi.components.resource.ResourceType;
import org.apache.nifi.context.PropertyContext;
import org.apache.nifi.expression.ExpressionLanguageScope;
import org.apache.nifi.processor.util.StandardValidators;
import org.nififer.core.InvalidInputException;
import org.nififer.core.face.FaceDetectorFactory;

/**
 * The properties by which an operator chooses a face detector.
 */
final class FaceDetectorProperties {

    static final PropertyDescriptor FACE_DETECTOR = new PropertyDescriptor.Builder()
            .name("Face Detector")
            .description("What finds the faces")
            .required(true)
            .allowableValues(FaceDetectorChoice.class)
            .defaultValue(FaceDetectorChoice.HAAR)
            .build();

    static final PropertyDescriptor YUNET_FILE = new PropertyDescriptor.Builder()
            .name("YuNet File")
            .description("The .onnx file of YuNet, such as face_detection_yunet_2023mar.onnx of the OpenCV Zoo")
            .required(true)
            .dependsOn(FACE_DETECTOR, FaceDetectorChoice.YUNET)
            .identifiesExternalResource(ResourceCardinality.SINGLE, ResourceType.FILE)
            .expressionLanguageSupported(ExpressionLanguageScope.ENVIRONMENT)
            .addValidator(StandardValidators.NON_EMPTY_EL_VALIDATOR)
            .build();

    private FaceDetectorProperties() {
    }

    /**
     * The detector that was chosen.
     *
     * @throws InvalidInputException where YuNet's file is missing or another one
     */
    static FaceDetectorFactory factory(final PropertyContext context) throws InvalidInputException {
        final FaceDetectorChoice choice = context.getProperty(FACE_DETECTOR).asAllowableValue(FaceDetectorChoice.class);
        return FaceDetectorFactory.parse(choice == FaceDetectorChoice.YUNET
                ? context.getProperty(YUNET_FILE).evaluateAttributeExpressions().getValue()
                : choice.getValue());
    }
}
