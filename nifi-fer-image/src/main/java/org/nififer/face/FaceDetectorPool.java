package org.nififer.face;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Lends detectors, each to one thread at a time, and opens another where all are in use. Thread-safe.
 */
public final class FaceDetectorPool implements AutoCloseable {

    private final FaceDetectorFactory factory;
    private final Queue<FaceDetector> resting = new ConcurrentLinkedQueue<>();

    public FaceDetectorPool(final FaceDetectorFactory factory) {
        this.factory = factory;
    }

    /** What is done with a detector. */
    @FunctionalInterface
    public interface Work<T> {

        T run(FaceDetector detector) throws IOException;
    }

    /** Runs some work with a detector of its own. */
    public <T> T use(final Work<T> work) throws IOException {
        final FaceDetector rested = resting.poll();
        final FaceDetector detector = rested == null ? factory.open() : rested;
        try {
            return work.run(detector);
        } finally {
            resting.add(detector);
        }
    }

    /** Closes all detectors at rest; none is in use any more. */
    @Override
    public void close() {
        for (FaceDetector detector = resting.poll(); detector != null; detector = resting.poll()) {
            detector.close();
        }
    }
}
