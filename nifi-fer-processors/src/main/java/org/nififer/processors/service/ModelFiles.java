package org.nififer.processors.service;

import org.apache.nifi.logging.ComponentLog;
import org.nififer.common.InvalidInputException;
import org.nififer.model.OnnxModelFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells one content of a model's files from another without reading them: the model itself, and of a {@code .onnx} its description and the files that its weights lie in.
 */
final class ModelFiles {

    private final ComponentLog log;
    private volatile Links links;

    ModelFiles(final ComponentLog log) {
        this.log = log;
    }

    /**
     * A content of all files of a model.
     *
     * @param files in an order that is always the same
     */
    record Version(List<FileVersion> files) {
    }

    /** A content of a file. */
    private record FileVersion(long modified, long size, String key) {

        private static FileVersion of(final Path file) throws IOException {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileVersion(attributes.lastModifiedTime().toMillis(), attributes.size(), String.valueOf(attributes.fileKey()));
        }
    }

    /** The files that a content of a {@code .onnx} leads to: finding them takes reading it. */
    private record Links(FileVersion main, List<Path> files) {
    }

    /**
     * What is there now. A {@code .onnx} without its description is a version, too: it is told what it lacks.
     *
     * @throws NoSuchFileException where the model is not there
     */
    Version version(final Path file) throws IOException {
        final FileVersion main = FileVersion.of(file);
        final List<FileVersion> version = new ArrayList<>(List.of(main));
        if (OnnxModelFile.isOnnx(file)) {
            final Links known = links;
            final List<Path> linked = known != null && known.main.equals(main) ? known.files : search(file, main);
            for (final Path other : Stream.concat(Stream.of(OnnxModelFile.descriptionFile(file)), linked.stream()).filter(Files::exists).toList()) {
                version.add(FileVersion.of(other));
            }
        }

        return new Version(version);
    }

    /** Whether a {@code .onnx} lacks its description, as it does while both are replaced. */
    static boolean isIncomplete(final Path file) {
        return OnnxModelFile.isOnnx(file) && !Files.exists(OnnxModelFile.descriptionFile(file));
    }

    /** What goes wrong here goes wrong again, and is reported, where the file is opened; only a file that is no model is not read again before. */
    private List<Path> search(final Path file, final FileVersion main) {
        List<Path> found = List.of();
        try {
            found = OnnxModelFile.externalFiles(file);
        } catch (final InvalidInputException e) {
            log.debug("{} is no ONNX model", file, e);
        } catch (final IOException e) {
            log.debug("{} cannot be read", file, e);
            return found;
        }

        links = new Links(main, found);
        return found;
    }
}
