package org.nififer.natives;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Native files that belong together, in jars, and their place in the {@linkplain NativeFolder folder of natives}. The place is named after the content, so that versions lie side
 * by side, and processes that need the same content share it.
 *
 * <p>Every use in a new process compares size and CRC-32 of all files with what the jars say of their entries: a library that is cut off ends the process that maps it, with no
 * exception. Half a gigabyte takes a fraction of a second, and there is no record of its own that could be wrong. Against other users the permissions of the folder protect, not
 * the checksum.
 */
public final class NativeBundle {

    private static final String LOADED = "org.nififer.natives.loaded.";
    private static final String LOCK = ".lock";
    private static final long MEBIBYTE = 1 << 20;

    private final String name;
    private final Map<String, NativeFile> sources = new TreeMap<>();

    /** An empty bundle; the name is for people. */
    public NativeBundle(final String name) {
        this.name = name;
    }

    /** What loads libraries from a folder. */
    @FunctionalInterface
    public interface Loading<T> {

        T from(Path folder) throws IOException;
    }

    /**
     * Adds a resource.
     *
     * @param resource its name
     * @param fileName what the file is called in the folder
     * @throws IOException where it is missing, or not in a jar
     */
    public NativeBundle add(final ClassLoader loader, final String resource, final String fileName) throws IOException {
        return add(loader, resource, other -> other.equals(resource), fileName);
    }

    /**
     * Adds the files that lie in a jar beside a resource, and that itself.
     *
     * @param resource one of them
     * @param wanted   which of their names
     * @throws IOException where it is missing, or not in a jar
     */
    public NativeBundle addFolder(final ClassLoader loader, final String resource, final Predicate<String> wanted) throws IOException {
        final String folder = resource.substring(0, resource.lastIndexOf('/') + 1);
        return add(loader, resource, entry -> entry.startsWith(folder) && entry.length() > folder.length() && entry.indexOf('/', folder.length()) < 0
                && wanted.test(entry.substring(folder.length())), null);
    }

    private NativeBundle add(final ClassLoader loader, final String resource, final Predicate<String> wanted, final String fileName) throws IOException {
        final URL url = loader.getResource(resource);
        final URLConnection connection = url == null ? null : url.openConnection();
        if (!(connection instanceof final JarURLConnection jarConnection)) {
            throw new IOException(String.format(Locale.ROOT, "There is no %s for this platform here: %s is not in a jar of the class path", name, resource));
        }

        final Path file;
        try {
            file = Path.of(jarConnection.getJarFileURL().toURI());
        } catch (final URISyntaxException e) {
            throw new IOException(String.format(Locale.ROOT, "%s is not the place of a jar", url), e);
        }

        try (JarFile jar = new JarFile(file.toFile())) {
            for (final JarEntry entry : Collections.list(jar.entries())) {
                if (wanted.test(entry.getName())) {
                    final String target = fileName == null ? entry.getName().substring(entry.getName().lastIndexOf('/') + 1) : fileName;
                    sources.put(target, new NativeFile(file, entry.getName(), entry.getSize(), entry.getCrc()));
                }
            }
        }

        return this;
    }

    /**
     * Loads libraries, out of a folder with all files, whole and verified. A JVM loads a path for one class loader only: others of the same process get copies for the moment.
     *
     * @throws UnsatisfiedLinkError naming the path and what to do, where they cannot be unpacked or loaded
     */
    public <T> T load(final Loading<T> loading) {
        // One loader after another: what tells libraries where they are is the whole process's.
        synchronized (Runtime.getRuntime()) {
            try {
                final Path folder = unpack();
                if (System.getProperties().putIfAbsent(LOADED + folder, name) == null) {
                    return loading.from(folder);
                }

                try (PrivateFolder copy = copy(sources.keySet())) {
                    return loading.from(copy.path());
                }
            } catch (final IOException e) {
                throw linkageError(e);
            }
        }
    }

    /** The error for libraries that cannot be unpacked. */
    public static UnsatisfiedLinkError linkageError(final IOException cause) {
        final UnsatisfiedLinkError error = new UnsatisfiedLinkError(cause.getMessage());
        error.initCause(cause);
        return error;
    }

    /** Some of the files, verified, for one class loader. */
    public PrivateFolder copy(final Collection<String> fileNames) throws IOException {
        final Path folder = unpack();
        final PrivateFolder copy = PrivateFolder.create();
        try {
            for (final String fileName : fileNames) {
                Files.copy(folder.resolve(fileName), copy.path().resolve(fileName));
            }

            return copy;
        } catch (final IOException e) {
            copy.close();
            throw NativeFolder.failure(copy.path(), e.toString(), e);
        }
    }

    /**
     * The folder with all files, each verified. Those that are missing or damaged are written anew, under another name first, one process at a time: nobody meets half of a file,
     * and a process that has a damaged one open keeps it.
     *
     * @throws IOException naming the path and what to do, where they cannot be written
     */
    public Path unpack() throws IOException {
        final Path root = NativeFolder.path();
        final Path folder = root.resolve(String.format(Locale.ROOT, "%s-%08x", name, identity()));
        if (missing(folder).isEmpty()) {
            return folder;
        }

        // A lock of a file is the process's: its threads, also those of other class loaders, take turns beforehand.
        synchronized (Runtime.getRuntime()) {
            try {
                NativeFolder.createOwn(root);
                try (FileChannel channel = FileChannel.open(root.resolve(folder.getFileName() + LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                     FileLock lock = channel.lock()) {
                    Files.createDirectories(folder);
                    removeParts(folder);
                    // Another process may have written them meanwhile.
                    final List<String> missing = missing(folder);
                    requireRoom(folder, missing);
                    for (final String fileName : missing) {
                        sources.get(fileName).write(folder.resolve(fileName));
                    }
                }
            } catch (final IOException e) {
                throw NativeFolder.failure(folder, why(e), e);
            }
        }

        return folder;
    }

    private static String why(final IOException exception) {
        final boolean toldByItsName = exception.getMessage() == null || exception instanceof final FileSystemException file && file.getReason() == null;
        return toldByItsName ? exception.toString() : exception.getMessage();
    }

    /** Whether all files are still there, as long as they were; their content is not compared again. */
    public boolean isThere(final Path folder) throws IOException {
        for (final Map.Entry<String, NativeFile> source : sources.entrySet()) {
            if (!source.getValue().hasSize(folder.resolve(source.getKey()))) {
                return false;
            }
        }

        return true;
    }

    /** How long one of the files is, bytes. */
    public long size(final String fileName) {
        return sources.get(fileName).size();
    }

    private List<String> missing(final Path folder) throws IOException {
        final List<String> missing = new ArrayList<>();
        for (final Map.Entry<String, NativeFile> source : sources.entrySet()) {
            if (!source.getValue().isWhole(folder.resolve(source.getKey()))) {
                missing.add(source.getKey());
            }
        }

        return missing;
    }

    /** Tells contents apart. */
    private long identity() {
        final CRC32 identity = new CRC32();
        sources.forEach((fileName, source) -> {
            identity.update(fileName.getBytes(StandardCharsets.UTF_8));
            identity.update(ByteBuffer.allocate(Long.BYTES * 2).putLong(source.size()).putLong(source.checksum()).flip());
        });
        return identity.getValue();
    }

    /** What processes have left that were killed while they wrote. */
    private static void removeParts(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (final Path part : files.filter(file -> file.toString().endsWith(NativeFile.PART)).toList()) {
                Files.delete(part);
            }
        }
    }

    private void requireRoom(final Path folder, final List<String> missing) throws IOException {
        final long needed = missing.stream().mapToLong(fileName -> sources.get(fileName).size()).sum();
        final long free = Files.getFileStore(folder).getUsableSpace();
        // Some file systems cannot tell.
        if (free > 0 && free < needed) {
            throw new IOException(String.format(Locale.ROOT, "%d MiB are free, %s needs %d MiB", free / MEBIBYTE, name, needed / MEBIBYTE + 1));
        }
    }
}
