package org.nififer.face;

import org.nififer.common.BoundingBox;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A photo of one drawn, smiling face, with which detectors and models are tried out before they are used: {@value #SIDE} x {@value #SIDE} pixels.
 */
public final class TrialPhoto {

    /** Width and height in pixels. */
    public static final int SIDE = 320;

    /** Where the face is. */
    public static final BoundingBox BOX = new BoundingBox(91, 66, 186, 186);

    private static final String RESOURCE = "trial-photo.png";

    private TrialPhoto() {
    }

    /** The photo as a PNG file. */
    public static byte[] file() {
        try (InputStream resource = TrialPhoto.class.getResourceAsStream(RESOURCE)) {
            return resource.readAllBytes();
        } catch (final IOException e) {
            throw new UncheckedIOException("The trial photo cannot be read", e);
        }
    }

    /**
     * Its face, cut out.
     *
     * @param side width and height in pixels, 1 to 4096
     */
    public static RgbImage face(final int side) {
        try {
            return new FaceCropper(side).crop(ImageCodec.decode(file(), RESOURCE), new Face(BOX, 1));
        } catch (final InvalidInputException e) {
            throw new IllegalStateException(e);
        }
    }
}
