package org.nififer.core.recognition;

import org.nififer.core.face.Face;
import org.nififer.core.model.Classification;

import java.util.List;

/**
 * What was recognised in a photo.
 *
 * @param modelId  of the model that classified
 * @param detector that found the faces
 * @param faces    the surest first; empty where the photo shows none
 */
public record Recognition(String modelId, String detector, List<RecognizedFace> faces) {

    public Recognition {
        faces = List.copyOf(faces);
    }

    /** A face and the expression it shows. */
    public record RecognizedFace(Face face, Classification classification) {
    }
}
