package org.nififer.processors.common;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.logging.ComponentLog;
import org.nififer.common.InvalidInputException;
import org.nififer.face.FaceDetector;
import org.nififer.face.FaceSettings;
import org.nififer.face.PhotoFaces;
import org.nififer.face.TrialPhoto;
import org.nififer.recognition.RecognitionJson;

import java.io.IOException;
import java.util.Locale;

/**
 * Tries out how faces are found, before a processor runs.
 */
public final class FaceVerification {

    private FaceVerification() {
    }

    /** The settings of a processor that is being configured. */
    @FunctionalInterface
    public interface Settings {

        FaceSettings get() throws InvalidInputException;
    }

    /**
     * Looks for the face in a drawn photo.
     *
     * @param size the side of the crops in pixels
     */
    public static ConfigVerificationResult findDrawnFace(final Settings settings, final int size, final ComponentLog log) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Find a drawn face");
        try {
            final FaceSettings chosen = settings.get();
            final byte[] photo = TrialPhoto.file();
            try (FaceDetector detector = chosen.detector().open()) {
                final PhotoFaces found = chosen.extractor(detector, size).find(photo, "A drawn photo");
                return result.outcome(Outcome.SUCCESSFUL).explanation(
                        String.format(Locale.ROOT, "Detector %s found %d faces in a drawn photo of one face of about 190 pixels, in %s ms", found.detector(), found.faces().size(),
                                RecognitionJson.milliseconds(found.detection()))).build();
            }
        } catch (final IOException | RuntimeException | LinkageError e) {
            log.warn("Faces cannot be found", e);
            return result.outcome(Outcome.FAILED).explanation(e.toString()).build();
        }
    }
}
