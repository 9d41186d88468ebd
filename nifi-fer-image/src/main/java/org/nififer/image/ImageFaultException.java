package org.nififer.image;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * What is wrong with a file, as its reader finds it; {@link #of} adds the file's name and type.
 */
final class ImageFaultException extends Exception {

    private final boolean supported;

    private ImageFaultException(final boolean supported, final String reason) {
        super(reason);
        this.supported = supported;
    }

    /** The file contradicts its own format: it is cut off, or parts of it were changed. */
    static ImageFaultException damaged(final String format, final Object... values) {
        return new ImageFaultException(true, String.format(Locale.ROOT, format, values));
    }

    /** The file may be whole, but is of a variant that is not read. */
    static ImageFaultException unsupported(final String format, final Object... values) {
        return new ImageFaultException(false, String.format(Locale.ROOT, format, values));
    }

    /** Something that reads a file of a type. */
    @FunctionalInterface
    interface Reading<T> {

        T read() throws Exception;
    }

    /**
     * Runs a reader of a file, in which strangers can have written anything: whatever it throws about that is invalid input. A stack that the file's
     * nesting overflows belongs to it; memory that is missing does not.
     *
     * @param name what the message calls the image
     */
    static <T> T of(final ImageType type, final String name, final Reading<T> reading) throws InvalidInputException {
        try {
            return reading.read();
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final ImageFaultException e) {
            throw e.supported
                    ? new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "%s is a damaged or truncated %s file: %s", name, type.label(), e.getMessage()), e)
                    : new InvalidInputException(Code.UNSUPPORTED_IMAGE,
                            String.format(Locale.ROOT, "%s is a %s file of a kind that is not supported: %s; convert it to JPEG or PNG", name, type.label(), e.getMessage()), e);
        } catch (final UncheckedIOException e) {
            throw e;
        } catch (final Exception | StackOverflowError | AssertionError e) {
            throw new InvalidInputException(Code.INVALID_IMAGE, String.format(Locale.ROOT, "%s is a damaged or truncated %s file", name, type.label()), e);
        }
    }
}
