package org.nififer.processors.service;

import org.apache.nifi.logging.ComponentLog;
import org.nififer.model.ModelDownload;
import org.nififer.service.api.ModelUnavailableException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A model from a web server, which is always asked in the background: whoever needs the first model waits a moment for it, later ones come while that which is there stays in use.
 * After a failure the server is left alone for a while.
 */
final class DownloadedModelSource implements ModelSource {

    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final ModelDownload download;
    private final Duration interval;
    private final Duration patience;
    private final ComponentLog log;
    private final BackgroundWork request;
    private volatile Answer answer = new Answer(Optional.empty(), 0);

    /**
     * What the server has given.
     *
     * @param file the model, where there is one
     * @param at   when it was asked for the last time
     */
    private record Answer(Optional<Path> file, long at) {
    }

    /**
     * A source.
     *
     * @param interval   after which the server is asked again
     * @param patience   how long a first download is waited for
     * @param firstPause after a failure
     */
    DownloadedModelSource(final ModelDownload download, final Duration interval, final Duration patience, final Duration firstPause, final ComponentLog log) {
        this.download = download;
        this.interval = interval;
        this.patience = patience;
        this.log = log;
        // A virtual thread leaves a server at once when it is interrupted.
        this.request = new BackgroundWork(Thread.ofVirtual().name("fer-model-download").factory(), firstPause, LONGEST_PAUSE);
    }

    @Override
    public Path locate() throws IOException {
        final Answer last = answer;
        if (last.file.isEmpty() || System.nanoTime() - last.at > interval.toNanos()) {
            request.start(download, this::ask);
        }

        if (last.file.isEmpty()) {
            request.await(patience);
        }

        final Optional<Path> file = answer.file;
        if (file.isPresent()) {
            return file.get();
        }

        // Better an old model than none, while the server is slow or away.
        final Optional<Path> kept = download.kept();
        if (kept.isPresent()) {
            log.warn("{} of an earlier download is used until {} gives the model", kept.get(), download.address());
            answer = new Answer(kept, last.at);
            return kept.get();
        }

        throw problem();
    }

    private IOException problem() {
        return request.since().<IOException>map(since -> ModelUnavailableException.onItsWay(String.format(Locale.ROOT, "%s is being downloaded since %s", download.address(),
                since)))
                .or(request::failure).orElseGet(() -> ModelUnavailableException.onItsWay(String.format(Locale.ROOT, "%s is not downloaded yet", download.address())));
    }

    private void ask() throws IOException {
        try {
            answer = new Answer(Optional.of(download.refresh()), System.nanoTime());
        } catch (final IOException | RuntimeException e) {
            if (!request.isClosed()) {
                final Duration pause = request.nextPause(download);
                log.warn("{}; the server is asked again after {} seconds{}", e.getMessage(), pause.toSeconds(), answer.file.isPresent() ? ", what is there stays in use" : "");
            }

            throw e;
        }
    }

    @Override
    public void close() {
        request.close();
    }
}
