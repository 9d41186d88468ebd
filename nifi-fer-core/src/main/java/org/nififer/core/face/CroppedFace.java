package org.nififer.core.face;

import org.nififer.core.image.RgbImage;

/**
 * A face of a photo and the square image cut from there.
 *
 * @param face  where it is in the photo
 * @param image {@code size x size} pixels of the cropper
 */
public record CroppedFace(Face face, RgbImage image) {
}
