package org.nififer.services;

import org.apache.nifi.logging.ComponentLog;
import org.nififer.core.model.ModelDownload;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A model from a web server. Its first download is waited for; later the server is asked in the background, while the file that
 * is there stays in use.
 */
final class DownloadedModelSource implements ModelSource {

    private final ModelDownload download;
    private final Duration interval;
    private final ComponentLog log;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Path file;
    private volatile long askedAt;

    /**
     * A source.
     *
     * @param interval after which the server is asked again
     */
    DownloadedModelSource(final ModelDownload download, final Duration interval, final ComponentLog log) {
        this.download = download;
        this.interval = interval;
        this.log = log;
    }

    @Override
    public Path locate() throws IOException {
        if (file == null) {
            file = first();
            askedAt = System.nanoTime();
        } else if (System.nanoTime() - askedAt > interval.toNanos() && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("fer-model-download").start(this::askAgain);
        }

        return file;
    }

    private Path first() throws IOException {
        try {
            return download.refresh();
        } catch (final IOException e) {
            final Path kept = download.kept().orElseThrow(() -> e);
            log.warn("The model cannot be downloaded, {} of an earlier download is used", kept, e);
            return kept;
        }
    }

    private void askAgain() {
        try {
            download.refresh();
        } catch (final IOException | RuntimeException e) {
            log.warn("The model cannot be downloaded again, what is there stays in use", e);
        } finally {
            askedAt = System.nanoTime();
            asking.set(false);
        }
    }
}
