package org.nififer.common;

import java.io.IOException;
import java.util.Locale;

/**
 * Input that a person has to correct: a broken image, dataset, model file or setting. The message names the file, the
 * row or tensor, the value found and what would be right. Any other exception means that the environment failed.
 */
public class InvalidInputException extends IOException {

    /** What is wrong, as one word that scripts and flows can route on. */
    public enum Code {
        /** Empty, of no known kind, truncated or otherwise damaged. */
        INVALID_IMAGE,
        /** A file of another kind than is read, or of a variant of one; it may be whole. */
        UNSUPPORTED_IMAGE,
        /** The header announces more pixels than the limit allows. */
        IMAGE_TOO_LARGE,
        /** Not a video, one that cannot be decoded, or frames of one that do not belong together. */
        INVALID_VIDEO,
        /** A video has more frames, or takes more time, than the limits allow. */
        VIDEO_TOO_LONG,
        /** A dataset or a source of one cannot be read, or lacks what the operation needs. */
        INVALID_DATASET,
        /** A model or weights file cannot be read, or does not fit the architecture it names. */
        INVALID_MODEL,
        /** Settings that contradict each other or the data. */
        INVALID_SETTING,
        /** A folder holds the checkpoints of another run, which going on would lose. */
        OTHER_RUN,
        /** A training run that diverged or otherwise could not go on with this data and these settings. */
        TRAINING_FAILED,
        /** What was processed waited for something outside longer than it may. */
        WAITED_TOO_LONG,
        /** What was processed made the program fail unexpectedly as often as it may. */
        REPEATED_FAILURE
    }

    private static final int MAXIMUM_QUOTE_LENGTH = 40;

    private final Code code;

    public InvalidInputException(final Code code, final String message) {
        super(message);
        this.code = code;
    }

    public InvalidInputException(final Code code, final String message, final Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** A value as a message cites it: in quotes, short and on one line. */
    public static String quote(final String value) {
        final String line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= MAXIMUM_QUOTE_LENGTH ? String.format(Locale.ROOT, "'%s'", line) : String.format(Locale.ROOT, "'%s...'", line.substring(0, MAXIMUM_QUOTE_LENGTH));
    }
}
