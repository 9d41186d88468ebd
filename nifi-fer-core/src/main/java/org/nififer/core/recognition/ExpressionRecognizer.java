package org.nififer.core.recognition;

import org.nififer.core.InvalidInputException;
import org.nififer.core.face.CroppedFace;
import org.nififer.core.face.FaceCropper;
import org.nififer.core.face.FaceDetector;
import org.nififer.core.face.FaceExtractor;
import org.nififer.core.image.RgbImage;
import org.nififer.core.model.Classification;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.core.recognition.Recognition.RecognizedFace;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the faces of photos and classifies their expressions. As thread-safe as its detector, that is: one for each thread.
 * Detector and classifier stay the caller's.
 */
public final class ExpressionRecognizer {

    private final FaceDetector detector;
    private final ExpressionClassifier classifier;
    private final FaceExtractor extractor;

    public ExpressionRecognizer(final FaceDetector detector, final ExpressionClassifier classifier) {
        this.detector = detector;
        this.classifier = classifier;
        this.extractor = new FaceExtractor(detector, new FaceCropper(classifier.imageSize()));
    }

    /**
     * Recognises the expressions of all faces in a photo.
     *
     * @throws InvalidInputException where OpenCV cannot work on an image of this shape
     */
    public Recognition recognize(final RgbImage photo) throws InvalidInputException {
        final List<CroppedFace> faces = extractor.extract(photo);
        final List<Classification> classifications = classifier.classify(faces.stream().map(CroppedFace::image).toList());
        final List<RecognizedFace> recognized = new ArrayList<>(faces.size());
        for (int index = 0; index < faces.size(); index++) {
            recognized.add(new RecognizedFace(faces.get(index).face(), classifications.get(index)));
        }

        return new Recognition(classifier.modelId(), detector.name(), recognized);
    }
}
