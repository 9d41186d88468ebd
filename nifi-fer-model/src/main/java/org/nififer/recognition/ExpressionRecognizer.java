package org.nififer.recognition;

import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.face.Face;
import org.nififer.face.FaceDetector;
import org.nififer.face.FaceExtractor;
import org.nififer.face.FaceSettings;
import org.nififer.face.PhotoFaces;
import org.nififer.model.Classification;
import org.nififer.model.FaceClassifier;
import org.nififer.recognition.Recognition.RecognizedFace;
import org.nififer.recognition.Recognition.Timings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds the faces of photos and classifies their expressions. As thread-safe as its detector, that is: one for each thread.
 * Detector and classifier stay the caller's. The two steps can run on two threads, the one beside the other.
 */
public final class ExpressionRecognizer {

    private static final float[] NO_FEATURES = {};

    private final FaceClassifier classifier;
    private final FaceSettings settings;
    private final FaceExtractor extractor;
    private final boolean withFeatures;

    /**
     * A recognizer.
     *
     * @param detector one of the settings'
     * @param settings how faces are found and cut out
     */
    public ExpressionRecognizer(final FaceDetector detector, final FaceSettings settings, final FaceClassifier classifier) {
        this(detector, settings, classifier, false);
    }

    /**
     * A recognizer.
     *
     * @param detector     one of the settings'
     * @param settings     how faces are found and cut out
     * @param withFeatures whether the features behind the classifications are kept as well
     */
    public ExpressionRecognizer(final FaceDetector detector, final FaceSettings settings, final FaceClassifier classifier, final boolean withFeatures) {
        this.classifier = classifier;
        this.settings = settings;
        this.extractor = settings.extractor(detector, classifier.imageSize());
        this.withFeatures = withFeatures;
    }

    /**
     * Recognises the expressions of all faces in a photo.
     *
     * @param encoded the file's bytes
     * @param name    what the error message calls the photo
     * @throws InvalidInputException where it cannot be decoded, OpenCV cannot work on an image of this shape, or the model gives no numbers for a face
     */
    public Recognition recognize(final byte[] encoded, final String name) throws InvalidInputException {
        return classify(find(encoded, name), name);
    }

    /** Recognises the expressions of all faces in a photo that is decoded already, with {@link #recognize}'s errors. */
    public Recognition recognize(final RgbImage photo, final String name) throws InvalidInputException {
        return classify(extractor.find(photo, name), name);
    }

    /** The first step: decodes a photo and finds its faces, with {@link #recognize}'s errors. */
    public PhotoFaces find(final byte[] encoded, final String name) throws InvalidInputException {
        return extractor.find(encoded, name);
    }

    /** The second step: cuts out and classifies the faces that are not too small for the settings, with {@link #recognize}'s errors. */
    public Recognition classify(final PhotoFaces found, final String name) throws InvalidInputException {
        final long start = System.nanoTime();
        final Map<Boolean, List<Face>> bySize = found.faces().stream().collect(Collectors.partitioningBy(settings::isTooSmall));
        final List<Face> answered = bySize.get(false);
        final List<RecognizedFace> recognized = new ArrayList<>(answered.size());
        for (int first = 0; first < answered.size(); first += classifier.batchLimit()) {
            // Of a crowd no more are cut out at a time than are computed together: the crops of thousands would fill the memory.
            final List<Face> faces = answered.subList(first, Math.min(first + classifier.batchLimit(), answered.size()));
            final List<RgbImage> crops = new ArrayList<>(faces.size());
            for (final Face face : faces) {
                crops.add(extractor.crop(found.photo(), face, name));
            }

            final List<Classification.WithFeatures> classifications = classifier.classifyWithFeatures(crops);
            for (int index = 0; index < faces.size(); index++) {
                final int number = recognized.size() + 1;
                final Classification.WithFeatures classified = classifications.get(index);
                recognized.add(new RecognizedFace(faces.get(index),
                        classified.classification().orElseThrow(() -> classifier.noNumbers(String.format(Locale.ROOT, "face %d of %s", number, name))),
                        withFeatures ? classified.pooled() : NO_FEATURES));
            }
        }

        final Timings timings = new Timings(found.decoding(), found.detection(), Duration.ofNanos(System.nanoTime() - start));
        return new Recognition(classifier.modelId(), classifier.isMirrored(), found.detector(), recognized, bySize.get(true), timings);
    }
}
