package org.nififer.runtime.server;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The folder in which one server lives: its configuration, flow, repositories and logs. The jars and NARs stay in the
 * library folder that the build assembles and that any number of homes share.
 */
public final class NifiHome {
    private final Path directory;
    private final Path library;

    private NifiHome(final Path directory, final Path library) {
        this.directory = directory;
        this.library = library;
    }

    /**
     * Makes a home, or takes an existing one with its flow and its data.
     *
     * @param directory of the home, created where it is missing
     * @param library   the folder with NiFi's boot jars and all NARs
     * @throws IOException if the library is none, or the home cannot be written
     */
    public static NifiHome create(final Path directory, final Path library) throws IOException {
        final Path absoluteLibrary = library.toAbsolutePath().normalize();
        final Path absoluteDirectory = directory.toAbsolutePath().normalize();
        requireLibrary(absoluteLibrary);
        requireClassPathEntry(absoluteLibrary);
        requireClassPathEntry(absoluteDirectory);
        final NifiHome home = new NifiHome(absoluteDirectory, absoluteLibrary);
        for (final Path folder : new Path[] {home.configuration(), home.logs(), home.extensions()}) {
            Files.createDirectories(folder);
        }

        return home;
    }

    /** The absolute path of this home. */
    public Path directory() {
        return directory;
    }

    /** The absolute path of the folder with the boot jars and the NARs. */
    public Path library() {
        return library;
    }

    /** The folder of nifi.properties, logback.xml, state-management.xml and the flow. */
    public Path configuration() {
        return directory.resolve("conf");
    }

    /** The folder of nifi-app.log and of what the process prints. */
    public Path logs() {
        return directory.resolve("logs");
    }

    /** The folder from which a running server loads a NAR that is put there. */
    public Path extensions() {
        return directory.resolve("extensions");
    }

    Path properties() {
        return configuration().resolve("nifi.properties");
    }

    Path applicationLog() {
        return logs().resolve("nifi-app.log");
    }

    Path consoleLog() {
        return logs().resolve("nifi-console.log");
    }

    private static void requireLibrary(final Path library) throws IOException {
        if (!Files.isDirectory(library)) {
            throw new IOException(String.format(Locale.ROOT, "There is no folder %s: the build assembles NiFi there (mvn package)", library));
        }

        try (DirectoryStream<Path> runtime = Files.newDirectoryStream(library, "nifi-runtime-*.jar")) {
            if (!runtime.iterator().hasNext()) {
                throw new IOException(String.format(Locale.ROOT, "The folder %s holds no nifi-runtime-*.jar, so it is no NiFi: the build assembles one (mvn package)", library));
            }
        }
    }

    private static void requireClassPathEntry(final Path path) throws IOException {
        if (path.toString().contains(File.pathSeparator)) {
            throw new IOException(String.format(Locale.ROOT, "The path %s contains '%s', which no class path can hold: choose another folder", path, File.pathSeparator));
        }
    }
}
