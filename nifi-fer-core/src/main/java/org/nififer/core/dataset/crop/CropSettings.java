package org.nififer.core.dataset.crop;

import org.nififer.core.dataset.SampleEncoding;
import org.nififer.core.face.FaceCropper;
import org.nififer.core.face.FaceDetectorFactory;

/**
 * How faces are cut out of the photos of a dataset.
 *
 * @param detector    finds them
 * @param cropper     gives the crops their size and margin
 * @param withoutFace what becomes of samples without a face
 * @param encoding    how the crops are stored; without a size, which is the cropper's
 * @param threads     how many photos are searched at a time, 1 or more
 */
public record CropSettings(FaceDetectorFactory detector, FaceCropper cropper, SamplesWithoutFace withoutFace, SampleEncoding encoding, int threads) {

    public CropSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("%d threads; expected 1 or more".formatted(threads));
        }
    }
}
