package org.nififer.drawing;

import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;

import java.util.List;

/**
 * A drawn photo and what is known to be in it.
 *
 * @param image the photo
 * @param faces everyone in it, those in front last
 */
public record DrawnPhoto(RgbImage image, List<DrawnFace> faces) {

    public DrawnPhoto {
        faces = List.copyOf(faces);
    }

    /**
     * A face in a drawn photo.
     *
     * @param box        the square that a face detector should frame, pixels of the photo
     * @param expression what the face shows
     * @param subject    the seed of the person
     */
    public record DrawnFace(BoundingBox box, Expression expression, long subject) {
    }
}
