package org.nififer.face;

import org.nififer.common.RgbImage;

import java.time.Duration;
import java.util.List;

/**
 * A decoded photo and the faces in it.
 *
 * @param photo     its pixels
 * @param detector  which detector looked
 * @param faces     the highest score first; empty where there is none
 * @param decoding  how long it took to decode
 * @param detection how long it took to look for faces
 */
public record PhotoFaces(RgbImage photo, String detector, List<Face> faces, Duration decoding, Duration detection) {

    public PhotoFaces {
        faces = List.copyOf(faces);
    }
}
