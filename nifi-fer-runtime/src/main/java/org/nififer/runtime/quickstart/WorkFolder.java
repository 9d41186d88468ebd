package org.nififer.runtime.quickstart;

import org.nififer.runtime.pipeline.PipelineFolders;
import org.nififer.runtime.server.NifiServer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that the quickstart works in, made anew by each run.
 *
 * @param root the folder
 */
public record WorkFolder(Path root) {

    /** Where the server lives. */
    public Path nifi() {
        return root.resolve("nifi");
    }

    /** Where drawn photos go. */
    public Path drawnPhotos() {
        return root.resolve("photos");
    }

    /** The folders of the flow. */
    public PipelineFolders flow(final Path photos) {
        return new PipelineFolders(root.resolve("datasets"), photos, root.resolve("model"), root.resolve("results"));
    }

    /** Stops the server of an earlier run. */
    public Optional<NifiServer> stopServer() throws IOException, InterruptedException {
        final Optional<NifiServer> server = NifiServer.find(nifi());
        if (server.isPresent()) {
            server.get().stop();
        }

        return server;
    }

    /** Removes what an earlier run left. */
    public void clear() throws IOException {
        Files.createDirectories(root);
        final PipelineFolders flow = flow(drawnPhotos());
        for (final Path folder : List.of(nifi(), flow.datasets(), flow.photos(), flow.model(), flow.results())) {
            delete(folder);
        }
    }

    private static void delete(final Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }

        try (Stream<Path> paths = Files.walk(folder)) {
            for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
