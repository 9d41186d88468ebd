package org.nififer.recognition;

import org.nififer.face.Face;
import org.nififer.model.Classification;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was recognised in a photo.
 *
 * @param modelId  of the model that classified
 * @param mirrored whether its answers are the means of the logits of each face and of its mirror image
 * @param detector that found the faces
 * @param faces    those with an answer, the surest first; empty where the photo shows none
 * @param tooSmall those that are too small for an answer, the surest first
 * @param timings  what the steps took
 */
public record Recognition(String modelId, boolean mirrored, String detector, List<RecognizedFace> faces, List<Face> tooSmall, Timings timings) {

    public Recognition {
        faces = List.copyOf(faces);
        tooSmall = List.copyOf(tooSmall);
    }

    /** The largest face, which is what a photo is about; empty where it shows none. */
    public Optional<RecognizedFace> largest() {
        return faces.stream().max(Comparator.comparingDouble(recognized -> recognized.face().box().area()));
    }

    /** How many faces were classified with less than this confidence. */
    public long uncertain(final double minimumConfidence) {
        return faces.stream().filter(recognized -> recognized.classification().confidence() < minimumConfidence).count();
    }

    /**
     * A face and the expression it shows.
     *
     * @param features the squeezed features {@code [C]} behind the classification; empty where nobody asked, or the model does not tell them
     */
    public record RecognizedFace(Face face, Classification classification, float[] features) {
    }

    /** What the steps took; to classify is to cut the faces out and to run the network on them. */
    public record Timings(Duration decode, Duration detect, Duration classify) {
    }
}
