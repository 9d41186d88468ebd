package org.nififer.model;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.onnx.OnnxContents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;

/**
 * A {@code .onnx} file, the JSON that describes it beside it, and the files that its tensors may lie in, in the same folder or below.
 * All of them are checked before ONNX Runtime sees any.
 *
 * @param content     of the .onnx file; where its external files are links, with what they lead to as their places
 * @param folder      below which the external files lie
 * @param description what the JSON says
 * @param contents    what was read off the file
 * @param id          the first 16 hexadecimal digits of the SHA-256 of all files one after another: the .onnx, the JSON, the others in alphabetical order
 */
public record OnnxModelFile(byte[] content, Path folder, OnnxDescription description, OnnxContents contents, String id) {

    private static final String EXTENSION = ".onnx";
    /** Protobuf counts bytes with 31 bits. */
    private static final long MAXIMUM_BYTES = Integer.MAX_VALUE - 16;

    /** Whether the name of a file is that of an ONNX model. */
    public static boolean isOnnx(final Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(EXTENSION);
    }

    /** Where the description of a model is: the same name with {@code .json}. */
    public static Path descriptionFile(final Path file) {
        final String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - EXTENSION.length()) + ".json");
    }

    /**
     * Reads and checks a model.
     *
     * @throws InvalidInputException                 naming the file, the field, its value and what would be right
     * @throws java.nio.file.NoSuchFileException     where there is no such file; that its description is missing is told as invalid
     */
    public static OnnxModelFile read(final Path file) throws IOException {
        final byte[] content = content(file);
        final OnnxContents contents = OnnxContents.read(content, file.toString());
        final Path json = descriptionFile(file);
        if (!Files.exists(json)) {
            throw new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s needs its description in %s, which is not there; docs/models.md tells what is in it",
                    file, json));
        }

        final byte[] jsonContent = Files.readAllBytes(json);
        final OnnxDescription description = OnnxDescription.read(jsonContent, json.toString());
        final Path folder = externalFolder(file, contents.externalFiles());
        final MessageDigest digest = Sha256.digest();
        digest.update(content);
        digest.update(jsonContent);
        // Places below the folder of the real file, by those that the model names.
        final Map<String, String> links = new HashMap<>();
        final Path realFolder = file.toRealPath().getParent();
        for (final String location : contents.externalFiles()) {
            final Path external = externalFile(file, folder, location);
            if (!external.toRealPath().startsWith(folder.toRealPath())) {
                links.put(location, realFolder.relativize(external.toRealPath()).toString());
            }

            try (InputStream input = Files.newInputStream(external)) {
                Sha256.update(digest, input);
            }
        }

        final String id = HexFormat.of().formatHex(digest.digest()).substring(0, ModelFile.ID_LENGTH);
        if (links.isEmpty()) {
            return new OnnxModelFile(content, folder, description, contents, id);
        }

        if (links.size() < contents.externalFiles().size()) {
            throw refused(file, links.keySet().iterator().next(), "it is a link out of the folder of the model, in which others of its files lie");
        }

        // ONNX Runtime follows no link out of the folder that it is given: it is given the one that all links lead to.
        return new OnnxModelFile(OnnxContents.relocated(content, links), realFolder, description, contents, id);
    }

    /**
     * The files that the tensors of a model lie in, whether they are there or not; without those that would be refused for where they are.
     *
     * @throws InvalidInputException where the file is no ONNX model
     */
    public static List<Path> externalFiles(final Path file) throws IOException {
        final SortedSet<String> locations = OnnxContents.read(content(file), file.toString()).externalFiles();
        final Path folder = externalFolder(file, locations);
        return locations.stream().filter(OnnxModelFile::isBelow).map(folder::resolve).toList();
    }

    /**
     * Where the external files are looked for: beside the file, or, where the file is a link and they are not beside that, beside what it leads to. Caches of downloads, such as
     * that of Hugging Face, give links to the files themselves.
     */
    private static Path externalFolder(final Path file, final SortedSet<String> locations) throws IOException {
        final Path folder = file.toAbsolutePath().getParent();
        if (locations.stream().filter(OnnxModelFile::isBelow).map(folder::resolve).allMatch(Files::isRegularFile)) {
            return folder;
        }

        return file.toRealPath().getParent();
    }

    private static byte[] content(final Path file) throws IOException {
        ModelContent.ONNX.require(file);
        final long size = Files.size(file);
        if (size > MAXIMUM_BYTES) {
            throw new InvalidInputException(Code.INVALID_MODEL,
                    String.format(Locale.ROOT, "%s has %d bytes; an ONNX file has at most %d, larger models keep their weights in files beside it", file, size, MAXIMUM_BYTES));
        }

        return Files.readAllBytes(file);
    }

    private static boolean isBelow(final String location) {
        return !location.isBlank() && location.indexOf('\0') < 0 && !location.matches("(?s).*[\\\\:].*|/.*|(.*/)?\\.\\.(/.*)?");
    }

    private static Path externalFile(final Path file, final Path folder, final String location) throws IOException {
        if (!isBelow(location)) {
            throw refused(file, location, "it must be a path below the folder of the model, without '..'");
        }

        final Path external = folder.resolve(location);
        if (!Files.isRegularFile(external)) {
            throw refused(file, location, "there is no such file beside the model");
        }

        // Where the model is a link as well, what lies beside the file that it leads to belongs to it.
        final Path real = external.toRealPath();
        if (!real.startsWith(folder.toRealPath()) && !real.startsWith(file.toRealPath().getParent())) {
            throw refused(file, location, "it is a link out of the folder of the model");
        }

        return external;
    }

    private static InvalidInputException refused(final Path file, final String location, final String reason) {
        return new InvalidInputException(Code.INVALID_MODEL, String.format(Locale.ROOT, "%s has weights in the external file '%s', which is refused: %s", file, location, reason));
    }

    /**
     * Writes a model and its description to the disk, and replaces what was there when both are complete. Meanwhile there is no description: nobody reads
     * the one model with the labels of the other. No part of a file is left.
     *
     * @throws InvalidInputException where the name does not end with .onnx
     */
    static void write(final Path file, final List<ByteBuffer> content, final OnnxDescription description) throws IOException {
        if (!isOnnx(file)) {
            throw new InvalidInputException(Code.INVALID_SETTING, String.format(Locale.ROOT, "%s is the output; expected a name that ends with .onnx", file));
        }

        final Path json = descriptionFile(file);
        try {
            writePart(part(file), content);
            writePart(part(json), List.of(ByteBuffer.wrap(description.write())));
            Files.deleteIfExists(json);
            Files.move(part(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part(json), json, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part(file));
            Files.deleteIfExists(part(json));
        }
    }

    private static Path part(final Path file) {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    private static void writePart(final Path part, final List<ByteBuffer> content) throws IOException {
        try (FileChannel output = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (final ByteBuffer buffer : content) {
                while (buffer.hasRemaining()) {
                    output.write(buffer);
                }
            }

            output.force(true);
        }
    }
}
