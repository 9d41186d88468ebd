package org.nififer.cli;

import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A photo that a person has named, which may be anything: it is read into memory as a whole, so its kind and its size are looked at before.
 */
final class PhotoFile {

    private static final long MAXIMUM_BYTES = 512L << 20;

    private PhotoFile() {
    }

    /**
     * The bytes of a photo.
     *
     * @throws InvalidInputException for a folder, and a file that is larger than any photo
     */
    static byte[] read(final Path photo) throws IOException {
        final FileKind kind = FileKind.of(photo);
        if (kind == FileKind.FOLDER) {
            throw new InvalidInputException(Code.UNSUPPORTED_IMAGE, kind.refusal(photo.toString(), "a photo; name the files in it, such as " + photo.resolve("*.jpg")));
        }

        final long size = Files.size(photo);
        if (size > MAXIMUM_BYTES) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE,
                    String.format(Locale.ROOT, "%s is %s of %d bytes; expected is a photo of at most %d bytes", photo, kind.description(), size, MAXIMUM_BYTES));
        }

        return Files.readAllBytes(photo);
    }
}
