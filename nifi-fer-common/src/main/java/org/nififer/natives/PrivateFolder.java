package org.nififer.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for the moment in which libraries are loaded, of one class loader's own. Libraries that are loaded need their files no longer, so it goes with them.
 */
public final class PrivateFolder implements AutoCloseable {

    private static final String PREFIX = "loading-";
    /** A folder that is older belongs to a process that was killed in that moment. */
    private static final Duration MOMENT = Duration.ofDays(1);

    private final Path path;

    private PrivateFolder(final Path path) {
        this.path = path;
    }

    /** An empty one in the {@linkplain NativeFolder folder of natives}, or where that is read-only in {@code java.io.tmpdir}. */
    public static PrivateFolder create() throws IOException {
        final Path parent = NativeFolder.path();
        try {
            NativeFolder.createOwn(parent);
            removeStale(parent);
            return new PrivateFolder(Files.createTempDirectory(parent, PREFIX));
        } catch (final IOException e) {
            try {
                return new PrivateFolder(Files.createTempDirectory(PREFIX));
            } catch (final IOException temporary) {
                temporary.addSuppressed(e);
                throw NativeFolder.failure(parent, e.toString(), temporary);
            }
        }
    }

    private static void removeStale(final Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            for (final Path folder : folders.filter(file -> file.getFileName().toString().startsWith(PREFIX)).toList()) {
                if (folder.toFile().lastModified() < Instant.now().minus(MOMENT).toEpochMilli()) {
                    new PrivateFolder(folder).close();
                }
            }
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Removes it; Windows keeps the files that are loaded until a later process removes them. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            final List<Path> inwards = files.toList();
            inwards.reversed().forEach(file -> file.toFile().delete());
        } catch (final IOException e) {
            // What has gone already, or cannot be removed, stays so.
            return;
        }
    }
}
