package org.nififer.processors.common;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.processor.ProcessSession;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Reads images that are the content of FlowFiles.
 */
public final class ImageContent {

    private static final long MAXIMUM_BYTES = 256L << 20;

    private ImageContent() {
    }

    /** What messages and results call the image. */
    public static String name(final FlowFile image) {
        return image.getAttribute(CoreAttributes.FILENAME.key());
    }

    /**
     * The file's bytes.
     *
     * @throws InvalidInputException where there are too many to be held in memory
     */
    public static byte[] read(final ProcessSession session, final FlowFile image) throws IOException {
        if (image.getSize() > MAXIMUM_BYTES) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE, String.format(Locale.ROOT, "%s has %d bytes; an image may have %d", name(image), image.getSize(), MAXIMUM_BYTES));
        }

        try (InputStream input = session.read(image)) {
            return input.readAllBytes();
        }
    }
}
