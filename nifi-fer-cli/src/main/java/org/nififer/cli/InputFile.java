package org.nififer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.trainer.ProcessFrame;
import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads files that a person has named, which may be anything.
 */
final class InputFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long MAXIMUM_PHOTO_BYTES = 512L << 20;

    private InputFile() {
    }

    /** What is done with a file. */
    @FunctionalInterface
    interface Action {

        void run(Path file) throws IOException;
    }

    /**
     * Does the same with each file. One with which that fails does not keep the others back: a line on stderr says why.
     *
     * @return the exit code, which tells whether it failed with one
     */
    static int each(final CommandSpec command, final List<Path> files, final Action action) {
        int failures = 0;
        for (final Path file : files) {
            try {
                action.run(file);
            } catch (final IOException e) {
                command.commandLine().getErr().println(ProcessFrame.message(e));
                failures++;
            }
        }

        return failures == 0 ? 0 : ProcessFrame.FAILED;
    }

    /**
     * The bytes of a photo. It is read into memory as a whole, so its kind and its size are looked at before.
     *
     * @throws InvalidInputException for a folder, and a file that is larger than any photo
     */
    static byte[] photo(final Path photo) throws IOException {
        final FileKind kind = FileKind.of(photo);
        if (kind == FileKind.FOLDER) {
            throw new InvalidInputException(Code.UNSUPPORTED_IMAGE, kind.refusal(photo.toString(), "a photo; name the files in it, such as " + photo.resolve("*.jpg")));
        }

        final long size = Files.size(photo);
        if (size > MAXIMUM_PHOTO_BYTES) {
            throw new InvalidInputException(Code.IMAGE_TOO_LARGE,
                    String.format(Locale.ROOT, "%s is %s of %d bytes; expected is a photo of at most %d bytes", photo, kind.description(), size, MAXIMUM_PHOTO_BYTES));
        }

        return Files.readAllBytes(photo);
    }

    /**
     * What another command wrote as JSON.
     *
     * @param expected what it should be, for the error message
     * @throws InvalidInputException where it is no JSON object
     */
    static JsonNode json(final Path file, final String expected) throws IOException {
        try {
            final JsonNode node = MAPPER.readTree(Files.readAllBytes(file));
            if (node.isObject()) {
                return node;
            }
        } catch (final JsonProcessingException e) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is not JSON; expected %s", file, expected), e);
        }

        throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is no JSON object; expected %s", file, expected));
    }
}
