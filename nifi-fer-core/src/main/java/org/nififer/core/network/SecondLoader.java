package org.nififer.core.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What it takes to load libtorch once more in a process, for a class loader of its own: a NAR that was loaded again, or a second
 * version of it. A JVM loads a path for one class loader only, and a second copy of the whole libtorch aborts the process. So the
 * second loader gets a folder with a copy of the small {@code libtorch.so} alone, whose dependencies are those that are
 * there already, and DJL puts its own library beside it.
 */
final class SecondLoader {

    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");
    private static final String LIBRARY = "libtorch.so";
    private static final String BRIDGE = "libdjl_torch.so";
    private static final String CACHE = "ENGINE_CACHE_DIR";

    private SecondLoader() {
    }

    /**
     * Loads an engine, with a folder of its own in the place of DJL's cache where another class loader has libtorch already
     * (known on Linux only). Where the environment names the folder of libtorch, that one is used, and a second loader fails.
     */
    static <T> T load(final Supplier<T> engine) {
        // One loader after another: the property is the whole process's.
        synchronized (Runtime.getRuntime()) {
            try {
                final Optional<Path> library = mapped(BRIDGE).flatMap(bridge -> mapped('/' + LIBRARY));
                return library.isPresent() ? loadBeside(library.get(), engine) : engine.get();
            } catch (final IOException e) {
                throw new UncheckedIOException("libtorch cannot be loaded for a second class loader", e);
            }
        }
    }

    private static <T> T loadBeside(final Path library, final Supplier<T> engine) throws IOException {
        final Path cache = Files.createTempDirectory("fer-libtorch");
        // The folder's name is how DJL finds version, flavour and platform.
        final Path folder = Files.createDirectories(cache.resolve("pytorch").resolve(library.getParent().getFileName()));
        Files.copy(library, folder.resolve(LIBRARY));
        final String before = System.getProperty(CACHE);
        System.setProperty(CACHE, cache.toString());
        try {
            return engine.get();
        } finally {
            if (before == null) {
                System.clearProperty(CACHE);
            } else {
                System.setProperty(CACHE, before);
            }

            // Libraries that are loaded need their files no longer.
            try (Stream<Path> files = Files.walk(cache)) {
                for (final Path file : files.toList().reversed()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Optional<Path> mapped(final String end) {
        if (!Files.isReadable(MAPPED_FILES)) {
            return Optional.empty();
        }

        try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
            return lines.filter(line -> line.endsWith(end)).map(line -> Path.of(line.substring(line.indexOf('/')))).findFirst();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
