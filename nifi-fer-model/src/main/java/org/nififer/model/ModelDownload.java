package org.nififer.model;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * A model that comes from a web server and is kept in a folder; of a {@code .onnx} its description {@code .json} beside it
 * comes along. The server is asked again only for what has changed since (ETag, Last-Modified).
 */
public final class ModelDownload {

    private static final int CONNECT_MILLISECONDS = 10_000;
    private static final int READ_MILLISECONDS = 30_000;
    private static final int BUFFER = 1 << 16;
    private static final String[][] VALIDATORS = {{"ETag", "If-None-Match"}, {"Last-Modified", "If-Modified-Since"}};

    private final ModelAddress address;
    private final Path file;
    private final long maximumBytes;
    private final Optional<String> sha256;
    private final boolean described;

    /**
     * A model on a web server.
     *
     * @param address      whose path ends with the file's name
     * @param folder       where the model is kept, made where it is missing
     * @param maximumBytes what a file may have
     * @param sha256       of the model's file, 64 hexadecimal digits; what is not known may change on the server
     */
    public ModelDownload(final ModelAddress address, final Path folder, final long maximumBytes, final Optional<String> sha256) {
        this.address = address;
        this.maximumBytes = maximumBytes;
        this.sha256 = sha256;
        // Models of the same name on several servers keep apart.
        this.file = folder.resolve(address.fileName());
        this.described = OnnxModelFile.isOnnx(file);
    }

    /**
     * A file that is no classifier and has no description, under a name of its own.
     *
     * @param address      of the file
     * @param file         where it is kept; its folder is made where it is missing
     * @param maximumBytes what it may have
     * @param sha256       of it, 64 hexadecimal digits
     */
    public ModelDownload(final ModelAddress address, final Path file, final long maximumBytes, final String sha256) {
        this.address = address;
        this.file = file;
        this.maximumBytes = maximumBytes;
        this.sha256 = Optional.of(sha256);
        this.described = false;
    }

    /** Where the model comes from. */
    public ModelAddress address() {
        return address;
    }

    /** The file of an earlier download, whole and as the SHA-256 says, whatever the server has by now. */
    public Optional<Path> kept() throws IOException {
        final boolean whole = Files.exists(file) && (!described || Files.exists(OnnxModelFile.descriptionFile(file)));
        return whole && isExpected(file, sha256) ? Optional.of(file) : Optional.empty();
    }

    /**
     * Downloads what is not there or has changed. What is known by its SHA-256 and there is not asked for again, nor is its description. A virtual thread that is interrupted
     * meanwhile hangs up at once, whatever the server does.
     *
     * @return the file
     * @throws InvalidInputException where it is larger than allowed, or another one than the SHA-256 says; what was kept stays
     * @throws IOException           where the server cannot be reached, refuses, or sends less than it announced; what was kept stays
     */
    public Path refresh() throws IOException {
        Files.createDirectories(file.getParent());
        if (sha256.isPresent() && kept().isPresent()) {
            return file;
        }

        final List<Received> received = new ArrayList<>();
        try {
            received.add(receive(address, file, sha256));
            if (described) {
                received.add(receive(address.withEnding(".onnx", ".json"), OnnxModelFile.descriptionFile(file), Optional.empty()));
            }

            publish(received);
            return file;
        } finally {
            for (final Received part : received) {
                part.close();
            }
        }
    }

    /**
     * What a server answered.
     *
     * @param target     the file that it is for
     * @param part       the content, in a file of its own; empty where the target has it already
     * @param validators to be sent with the next request; empty where the server says that nothing has changed
     */
    private record Received(Path target, Optional<Path> part, Optional<Properties> validators) {

        private void replace() throws IOException {
            if (part.isPresent()) {
                Files.move(part.get(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        private void writeState() throws IOException {
            if (validators.isPresent()) {
                try (OutputStream output = Files.newOutputStream(state(target))) {
                    validators.get().store(output, null);
                }
            }
        }

        private void close() throws IOException {
            if (part.isPresent()) {
                Files.deleteIfExists(part.get());
            }
        }
    }

    private void publish(final List<Received> received) throws IOException {
        if (received.stream().allMatch(part -> part.part().isPresent()) && described) {
            // Nobody may read the new model with the old description: without one it is not looked at.
            Files.deleteIfExists(OnnxModelFile.descriptionFile(file));
        }

        for (final Received part : received) {
            part.replace();
        }

        for (final Received part : received) {
            part.writeState();
        }
    }

    private Received receive(final ModelAddress source, final Path target, final Optional<String> expected) throws IOException {
        try {
            return request(source, target, expected);
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final IOException | RuntimeException e) {
            // Without the cause: messages of the library may repeat the whole address.
            throw new IOException(String.format(Locale.ROOT, "%s cannot be downloaded: %s", source,
                    source.redacted(e.getClass() == IOException.class ? e.getMessage() : e.toString())));
        }
    }

    private Received request(final ModelAddress source, final Path target, final Optional<String> expected) throws IOException {
        final HttpURLConnection connection = source.connect();
        try {
            connection.setConnectTimeout(CONNECT_MILLISECONDS);
            connection.setReadTimeout(READ_MILLISECONDS);
            if (Files.exists(state(target)) && isExpected(target, expected)) {
                final Properties validators = new Properties();
                try (InputStream input = Files.newInputStream(state(target))) {
                    validators.load(input);
                }

                validators.stringPropertyNames().forEach(name -> connection.setRequestProperty(name, validators.getProperty(name)));
            }

            final int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_MODIFIED) {
                return new Received(target, Optional.empty(), Optional.empty());
            }

            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException(String.format(Locale.ROOT, "the server answered %d %s; expected the file", status, connection.getResponseMessage()));
            }

            return new Received(target, content(connection, source, target, expected), Optional.of(validators(connection)));
        } finally {
            connection.disconnect();
        }
    }

    /** A file of its own for what comes; none where the target has that content already. */
    private Optional<Path> content(final HttpURLConnection connection, final ModelAddress source, final Path target, final Optional<String> expected) throws IOException {
        requireSize(connection.getContentLengthLong(), source);
        // A name of its own: several services may keep the same model.
        final Path part = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
        boolean needed = false;
        try {
            copy(connection, source, part);
            final String actual = digest(part);
            if (expected.isPresent() && !expected.get().equalsIgnoreCase(actual)) {
                throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has the SHA-256 %s; expected %s", source, actual,
                        expected.get()));
            }

            // A server that tells no versions sends the same again: the file keeps its time, and nobody loads it anew.
            needed = !isExpected(target, Optional.of(actual));
            return needed ? Optional.of(part) : Optional.empty();
        } finally {
            if (!needed) {
                Files.deleteIfExists(part);
            }
        }
    }

    private void copy(final HttpURLConnection connection, final ModelAddress source, final Path part) throws IOException {
        long bytes = 0;
        try (InputStream input = connection.getInputStream(); OutputStream output = Files.newOutputStream(part)) {
            final byte[] buffer = new byte[BUFFER];
            for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
                bytes += read;
                requireSize(bytes, source);
                output.write(buffer, 0, read);
            }
        }

        // Not every Java tells the end of a connection from that of a file: 25 does, 17 does not.
        final long announced = connection.getContentLengthLong();
        if (announced >= 0 && bytes != announced) {
            throw new IOException(String.format(Locale.ROOT, "the connection ended after %d of %d bytes", bytes, announced));
        }
    }

    private void requireSize(final long bytes, final ModelAddress source) throws InvalidInputException {
        if (bytes > maximumBytes) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has more than %d bytes, which is the limit", source, maximumBytes));
        }
    }

    private static Properties validators(final HttpURLConnection connection) {
        final Properties validators = new Properties();
        for (final String[] validator : VALIDATORS) {
            final String value = connection.getHeaderField(validator[0]);
            if (value != null) {
                validators.setProperty(validator[1], value);
            }
        }

        return validators;
    }

    private static Path state(final Path target) {
        return target.resolveSibling(target.getFileName() + ".http");
    }

    /** Whether a file is there, and has the SHA-256 where one is expected. */
    private static boolean isExpected(final Path target, final Optional<String> expected) throws IOException {
        return Files.exists(target) && (expected.isEmpty() || digest(target).equalsIgnoreCase(expected.get()));
    }

    private static String digest(final Path path) throws IOException {
        try (InputStream input = Files.newInputStream(path)) {
            return Sha256.hex(input);
        }
    }
}
