package org.nififer.services;

import org.apache.nifi.logging.ComponentLog;
import org.nififer.core.InvalidInputException;
import org.nififer.core.model.ExpressionClassifier;
import org.nififer.core.model.ModelSummary;
import org.nififer.core.model.OnnxModelFile;
import org.nififer.services.ExpressionClassifierService.ClassifierLease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The model of a file, loaded on first use and again when the file, or one that belongs to it, is another one. The model in memory
 * stays in use where the new file is none, and until the last lease of it is closed.
 */
final class WatchedModel {

    private final ModelSource source;
    private final Opener opener;
    private final Duration retryInterval;
    private final ComponentLog log;
    private SharedClassifier current;
    private List<FileVersion> seen;
    private InvalidInputException refused;
    private List<FileVersion> failed;
    private long failedAt;
    private FileVersion searched;
    private List<Path> externalFiles;

    /**
     * A model that is not loaded yet.
     *
     * @param retryInterval after which a file is tried again that could not be loaded though nothing may be wrong with it, while another model is in use
     */
    WatchedModel(final ModelSource source, final Opener opener, final Duration retryInterval, final ComponentLog log) {
        this.source = source;
        this.opener = opener;
        this.retryInterval = retryInterval;
        this.log = log;
    }

    /** Opens model files. */
    interface Opener {
        ExpressionClassifier open(Path file) throws IOException;
    }

    /**
     * Opens a model, with all that can go wrong as an IOException: natives that do not load are errors, and a GPU that has no
     * memory left is a runtime exception.
     */
    static ExpressionClassifier open(final Opener opener, final Path file) throws IOException {
        try {
            return opener.open(file);
        } catch (final RuntimeException | LinkageError e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }

            throw new IOException(String.format(Locale.ROOT, "%s cannot be opened: a native library does not load or does not work: %s", file, root), e);
        }
    }

    synchronized ClassifierLease acquire() throws IOException {
        final Path file = source.locate();
        final List<FileVersion> version = version(file);
        if (!version.equals(seen) && (!version.equals(failed) || System.nanoTime() - failedAt >= retryInterval.toNanos())) {
            replace(file, version);
        }

        if (refused != null && current == null) {
            // The same file again would be refused again, after all of it was read.
            throw refused;
        }

        return current.lease();
    }

    synchronized void close() {
        if (current != null) {
            current.retire();
            current = null;
        }
    }

    private List<FileVersion> version(final Path file) throws IOException {
        try {
            final FileVersion main = FileVersion.of(file);
            return OnnxModelFile.isOnnx(file) ? version(file, main) : List.of(main);
        } catch (final NoSuchFileException e) {
            if (current == null) {
                throw e;
            }

            // The model in memory goes on: whoever replaces a file may delete the old one first.
            return seen;
        }
    }

    private List<FileVersion> version(final Path file, final FileVersion main) throws IOException {
        final Path description = OnnxModelFile.descriptionFile(file);
        if (current != null && !Files.exists(description)) {
            throw new NoSuchFileException(description.toString());
        }

        if (!main.equals(searched)) {
            searchExternalFiles(file, main);
        }

        final List<FileVersion> version = new ArrayList<>(List.of(main));
        for (final Path other : Stream.concat(Stream.of(description), externalFiles.stream()).filter(Files::exists).toList()) {
            version.add(FileVersion.of(other));
        }

        return version;
    }

    /** What goes wrong here goes wrong again, and is reported, where the file is opened; only a file that is no model is not read again before. */
    private void searchExternalFiles(final Path file, final FileVersion main) {
        externalFiles = List.of();
        searched = main;
        try {
            externalFiles = OnnxModelFile.externalFiles(file);
        } catch (final InvalidInputException e) {
            log.debug("{} is no ONNX model", file, e);
        } catch (final IOException e) {
            log.debug("{} cannot be read", file, e);
            searched = null;
        }
    }

    private void replace(final Path file, final List<FileVersion> version) throws IOException {
        failed = null;
        try {
            final SharedClassifier replacement = new SharedClassifier(open(opener, file));
            try {
                requireUnchanged(file, version);
            } catch (final IOException e) {
                replacement.retire();
                throw e;
            }

            close();
            current = replacement;
            seen = version;
            refused = null;
            final ModelSummary summary = replacement.classifier().summary();
            log.info("Model {} from {}: {}, {} on {}", replacement.classifier().modelId(), file, summary.kind(), summary.precision(), summary.device().label());
        } catch (final InvalidInputException e) {
            refused = e;
            seen = version;
            report(file, e);
        } catch (final IOException e) {
            if (current == null) {
                throw e;
            }

            failed = version;
            failedAt = System.nanoTime();
            report(file, e);
        }
    }

    /** What was read of several files, or of one that is written in place, may not belong together. */
    private void requireUnchanged(final Path file, final List<FileVersion> version) throws IOException {
        if (!version.equals(version(file))) {
            throw new IOException(String.format(Locale.ROOT, "%s was replaced while it was read", file));
        }
    }

    private void report(final Path file, final IOException cause) {
        if (current != null) {
            log.error("{} cannot be loaded, model {} stays in use", file, current.classifier().modelId(), cause);
        }
    }

    /** What tells one content of the file from another without reading it. */
    private record FileVersion(long modified, long size, Object key) {

        private static FileVersion of(final Path file) throws IOException {
            final BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileVersion(attributes.lastModifiedTime().toMillis(), attributes.size(), String.valueOf(attributes.fileKey()));
        }
    }
}
