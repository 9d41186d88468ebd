package org.nififer.face;

import java.util.function.Supplier;

/**
 * A name and a way to open the detectors that have it.
 */
record NamedFaceDetectorFactory(String name, Supplier<FaceDetector> constructor) implements FaceDetectorFactory {

    @Override
    public FaceDetector open() {
        return constructor.get();
    }
}
