package org.nififer.processors.recognition;

import org.apache.nifi.context.PropertyContext;
import org.nififer.common.InvalidInputException;
import org.nififer.face.FaceDetector;
import org.nififer.face.FaceDetectorPool;
import org.nififer.face.FaceSettings;
import org.nififer.processors.common.FaceDetectorProperties;

import java.io.IOException;

/**
 * How a processor finds faces while it is scheduled: its settings, and a detector for each of its tasks.
 */
final class ScheduledDetectors {

    private volatile FaceSettings settings;
    private volatile FaceDetectorPool pool;

    /** What is done with a detector. */
    @FunctionalInterface
    interface Work<T> {

        T run(FaceDetector detector, FaceSettings settings) throws IOException;
    }

    /** Reads the settings when a processor is scheduled. */
    void open(final PropertyContext context) throws InvalidInputException {
        settings = FaceDetectorProperties.limitedSettings(context);
        pool = new FaceDetectorPool(settings.detector());
    }

    /** Runs some work with a detector of its own. */
    <T> T use(final Work<T> work) throws IOException {
        return pool.use(detector -> work.run(detector, settings));
    }

    /** Closes all detectors when a processor was stopped, also one that could not be scheduled. */
    void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
