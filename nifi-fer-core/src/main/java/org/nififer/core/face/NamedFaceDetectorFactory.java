package org.nififer.core.face;

import java.util.function.Supplier;

/**
 * A detector that needs no file.
 */
record NamedFaceDetectorFactory(String name, Supplier<FaceDetector> constructor) implements FaceDetectorFactory {

    @Override
    public FaceDetector open() {
        return constructor.get();
    }
}
