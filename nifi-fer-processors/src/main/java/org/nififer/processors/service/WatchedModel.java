package org.nififer.processors.service;

import org.apache.nifi.logging.ComponentLog;
import org.nififer.common.InvalidInputException;
import org.nififer.model.ExpressionClassifier;
import org.nififer.model.ModelSummary;
import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * The model of a file, loaded on first use and again when the file, or one that belongs to it, is another one. Loading goes on in the background, and nothing that takes time is
 * done under a lock: whoever needs the model waits a moment for it. The model in memory stays in use where the new file is none, until the new one is loaded, and until the last
 * lease of it is closed.
 */
final class WatchedModel implements AutoCloseable {

    /** How long a task waits for a model that is being loaded or downloaded: longer than small ones take, and no longer than a thread of NiFi may well be occupied. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ModelSource source;
    private final Opener opener;
    private final ComponentLog log;
    private final ModelFiles files;
    private final BackgroundWork loading;
    private State state = new Empty();

    /** What is known of the model. */
    private sealed interface State {

        /** Whether a content of the files is to be loaded. */
        boolean isNews(ModelFiles.Version version);
    }

    /** Nothing was loaded yet, or nothing could be for a reason that may pass. */
    private record Empty() implements State {

        @Override
        public boolean isNews(final ModelFiles.Version version) {
            return true;
        }
    }

    /** What is there is no valid model: the same again would be refused again, after all of it was read. */
    private record Refused(InvalidInputException cause, ModelFiles.Version refused) implements State {

        @Override
        public boolean isNews(final ModelFiles.Version version) {
            return !refused.equals(version);
        }
    }

    /**
     * A model is in use.
     *
     * @param loaded      what it was read of
     * @param replacement what was to replace it, and is no valid model
     */
    private record InUse(SharedClassifier classifier, ModelFiles.Version loaded, Optional<Refused> replacement) implements State {

        @Override
        public boolean isNews(final ModelFiles.Version version) {
            return !loaded.equals(version) && replacement.map(refused -> refused.isNews(version)).orElse(true);
        }
    }

    /** The service is disabled. */
    private record Closed() implements State {

        @Override
        public boolean isNews(final ModelFiles.Version version) {
            return false;
        }
    }

    /** Opens model files. */
    interface Opener {
        ExpressionClassifier open(Path file) throws IOException;
    }

    /**
     * A model that is not loaded yet.
     *
     * @param firstPause after which a file is tried again that could not be loaded though nothing may be wrong with it; it grows with each failure
     */
    WatchedModel(final ModelSource source, final Opener opener, final Duration firstPause, final ComponentLog log) {
        this.source = source;
        this.opener = opener;
        this.log = log;
        this.files = new ModelFiles(log);
        this.loading = new BackgroundWork(Thread.ofPlatform().name("fer-model-loading").daemon().factory(), firstPause, LONGEST_PAUSE);
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

    /**
     * Lends the model.
     *
     * @throws ModelUnavailableException where its file is not there yet, or not yet loaded
     * @throws InvalidInputException     where its file is no valid model
     * @throws IOException               where it cannot be loaded, or was not the last time
     */
    SharedClassifier.Lease acquire() throws IOException {
        final Path file = source.locate();
        final Optional<ModelFiles.Version> version = version(file);
        if (version.isPresent() && isNews(version.get())) {
            loading.start(version.get(), () -> load(file, version.get()));
        }

        loading.await(PATIENCE);
        synchronized (this) {
            switch (state) {
                case final InUse inUse -> {
                    return inUse.classifier.lease();
                }
                case final Refused refused when version.filter(refused.refused::equals).isPresent() -> throw refused.cause;
                case final Closed closed -> throw ModelUnavailableException.onItsWay("The service of the model is disabled");
                case final Refused replaced -> throw problem(file, version.isPresent());
                case final Empty empty -> throw problem(file, version.isPresent());
            }
        }
    }

    private IOException problem(final Path file, final boolean isThere) {
        if (!isThere) {
            return ModelUnavailableException.onItsWay(String.format(Locale.ROOT, "There is no model %s yet", file));
        }

        return loading.since().<IOException>map(since -> ModelUnavailableException.onItsWay(String.format(Locale.ROOT, "Model %s is being loaded since %s", file, since)))
                .or(loading::failure).orElseGet(() -> ModelUnavailableException.onItsWay(String.format(Locale.ROOT, "Model %s is not loaded yet", file)));
    }

    /** What is there; empty where nothing is, or something is missing of what replaces the model in memory: whoever replaces a file may delete the old one first. */
    private Optional<ModelFiles.Version> version(final Path file) throws IOException {
        if (isInUse() && ModelFiles.isIncomplete(file)) {
            return Optional.empty();
        }

        try {
            return Optional.of(files.version(file));
        } catch (final NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private synchronized boolean isInUse() {
        return state instanceof InUse;
    }

    private synchronized boolean isNews(final ModelFiles.Version version) {
        return state.isNews(version);
    }

    private void load(final Path file, final ModelFiles.Version version) throws IOException {
        try {
            final SharedClassifier classifier = new SharedClassifier(open(opener, file));
            try {
                requireUnchanged(file, version);
            } catch (final IOException e) {
                classifier.retire();
                throw e;
            }

            use(classifier, version);
            final ModelSummary summary = classifier.classifier().summary();
            log.info("Model {} from {}: {}, {} on {}", classifier.classifier().modelId(), file, summary.kind(), summary.precision(), summary.device());
        } catch (final InvalidInputException e) {
            refuse(new Refused(e, version));
            report(file, e);
        } catch (final IOException e) {
            report(file, e);
            throw e;
        }
    }

    private synchronized void use(final SharedClassifier classifier, final ModelFiles.Version version) {
        if (state instanceof Closed) {
            classifier.retire();
            return;
        }

        if (state instanceof final InUse old) {
            old.classifier.retire();
        }

        state = new InUse(classifier, version, Optional.empty());
    }

    private synchronized void refuse(final Refused refused) {
        state = switch (state) {
            case final InUse inUse -> new InUse(inUse.classifier, inUse.loaded, Optional.of(refused));
            case final Closed closed -> closed;
            case final Refused earlier -> refused;
            case final Empty empty -> refused;
        };
    }

    /** What was read of several files, or of one that is written in place, may not belong together. */
    private void requireUnchanged(final Path file, final ModelFiles.Version version) throws IOException {
        if (!files.version(file).equals(version)) {
            throw new IOException(String.format(Locale.ROOT, "%s was replaced while it was read", file));
        }
    }

    private synchronized void report(final Path file, final IOException cause) {
        if (state instanceof final InUse inUse) {
            log.error("{} cannot be loaded, model {} stays in use", file, inUse.classifier.classifier().modelId(), cause);
        }
    }

    /** Waits for nobody: what is being loaded is closed when it is there. */
    @Override
    public void close() {
        source.close();
        loading.close();
        synchronized (this) {
            if (state instanceof final InUse inUse) {
                inUse.classifier.retire();
            }

            state = new Closed();
        }
    }
}
