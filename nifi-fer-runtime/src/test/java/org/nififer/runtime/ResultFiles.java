package org.nififer.runtime;

import org.nififer.runtime.client.NifiClient;
import org.nififer.runtime.client.ProcessGroups;
import org.nififer.runtime.server.NifiServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What the flows of the tests write.
 */
final class ResultFiles {

    private static final long POLL_MILLISECONDS = 200;

    private ResultFiles() {
    }

    /** Waits for a file, which is whole once it is there: PutFile writes it under a name with a dot in front first. */
    static Path await(final Path file, final NifiServer server, final NifiClient client, final Duration timeout) throws IOException, InterruptedException {
        final Instant deadline = Instant.now().plus(timeout);
        while (server.isAlive() && Instant.now().isBefore(deadline)) {
            if (Files.exists(file)) {
                return file;
            }

            Thread.sleep(POLL_MILLISECONDS);
        }

        throw new AssertionError(String.format(Locale.ROOT, "No file %s; queues %s; bulletins %s", file, client.processGroups().status(ProcessGroups.ROOT),
                client.monitoring().bulletins(0)));
    }
}
