package org.nififer.processors;

import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.logging.ComponentLog;
import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.drawing.DrawnFaces;
import org.nififer.core.face.FaceDetector;
import org.nififer.core.face.FaceSettings;
import org.nififer.core.face.PhotoFaces;
import org.nififer.core.image.ImageCodec;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Tries out how faces are found, before a processor runs.
 */
final class FaceVerification {

    private FaceVerification() {
    }

    /** The settings of a processor that is being configured. */
    @FunctionalInterface
    interface Settings {

        FaceSettings get() throws InvalidInputException;
    }

    /**
     * Looks for the face in a drawn photo.
     *
     * @param size the side of the crops in pixels
     */
    static ConfigVerificationResult findDrawnFace(final Settings settings, final int size, final ComponentLog log) {
        final ConfigVerificationResult.Builder result = new ConfigVerificationResult.Builder().verificationStepName("Find a drawn face");
        try {
            final FaceSettings chosen = settings.get();
            final byte[] photo = ImageCodec.encodePng(DrawnFaces.photo(0, 320, 320, List.of(Expression.HAPPINESS)).image());
            try (FaceDetector detector = chosen.detector().open()) {
                final PhotoFaces found = chosen.extractor(detector, size).find(photo, "A drawn photo");
                return result.outcome(Outcome.SUCCESSFUL).explanation(
                        String.format(Locale.ROOT, "Detector %s found %d faces in a drawn photo of one face of about 130 pixels, in %s ms", found.detector(), found.faces().size(),
                                ResultAttributes.milliseconds(found.detection()))).build();
            }
        } catch (final IOException | RuntimeException | LinkageError e) {
            log.warn("Faces cannot be found", e);
            return result.outcome(Outcome.FAILED).explanation(e.toString()).build();
        }
    }
}
