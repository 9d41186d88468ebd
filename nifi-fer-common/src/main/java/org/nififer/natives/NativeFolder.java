package org.nififer.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The one folder of native libraries and programs: that of the system property {@value #PROPERTY}, or else of the environment variable {@value #VARIABLE}, or else
 * the first of a few that can be written and executed: {@code nifi-fer/natives} under {@code XDG_CACHE_HOME}, a user's own below {@code /var/tmp}, {@code nifi-fer/natives} under
 * {@code ~/.cache}, and a user's own below {@code java.io.tmpdir}. Homes come late: those of servers are missing, read-only or on a network, and those of people are not written to
 * unasked.
 */
public final class NativeFolder {

    /** The system property that names it. */
    public static final String PROPERTY = "nififer.natives";
    /** The environment variable that names it where the system property does not. */
    public static final String VARIABLE = "NIFIFER_NATIVES";

    private static final String OWN = "nifi-fer-natives-";
    private static final String CACHE = "nifi-fer/natives";
    private static final String OWNER = "unix:uid";
    private static final Path KEPT_TEMPORARY = Path.of("/var/tmp");
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final String REMEDY = "expected a folder that can be written and from which programs may run: name it by -D" + PROPERTY + "=FOLDER or " + VARIABLE;

    private NativeFolder() {
    }

    /**
     * The folder. One that an operator has named may still be missing, or be read-only where all that is needed lies there already.
     *
     * @throws IOException naming the folders and what is wrong with them, where none will do
     */
    public static Path path() throws IOException {
        final Optional<String> named = Stream.of(Optional.ofNullable(System.getProperty(PROPERTY)), Optional.ofNullable(System.getenv(VARIABLE)))
                .flatMap(Optional::stream).filter(name -> !name.isBlank()).findFirst();
        if (named.isPresent()) {
            final Path folder = Path.of(named.get()).toAbsolutePath().normalize();
            if (mayNotExecute(folder)) {
                throw new IOException(String.format(Locale.ROOT, "Native libraries cannot be loaded from %s: it is mounted noexec; %s", folder, REMEDY));
            }

            return folder;
        }

        final List<String> refusals = new ArrayList<>();
        for (final Path candidate : candidates()) {
            final Optional<String> refusal = refusal(candidate);
            if (refusal.isEmpty()) {
                return candidate;
            }

            refusals.add(String.format(Locale.ROOT, "%s (%s)", candidate, refusal.get()));
        }

        throw new IOException(String.format(Locale.ROOT, "There is no folder for native libraries, tried %s; %s", String.join(", ", refusals), REMEDY));
    }

    /** What went wrong in it, and what to do. */
    static IOException failure(final Path path, final String why, final Exception cause) {
        return new IOException(String.format(Locale.ROOT, "Native libraries cannot be unpacked to %s: %s; %s", path, why, REMEDY), cause);
    }

    private static Set<Path> candidates() {
        final String own = OWN + System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        final Set<Path> candidates = new LinkedHashSet<>();
        final String cache = System.getenv("XDG_CACHE_HOME");
        if (cache != null && Path.of(cache).isAbsolute()) {
            candidates.add(Path.of(cache).resolve(CACHE));
        }

        if (Files.isDirectory(KEPT_TEMPORARY)) {
            candidates.add(KEPT_TEMPORARY.resolve(own));
        }

        // The home of a user whom the system does not know is "?".
        final Path home = Path.of(System.getProperty("user.home"));
        if (home.isAbsolute()) {
            candidates.add(home.resolve(".cache").resolve(CACHE));
        }

        candidates.add(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().resolve(own));
        return candidates;
    }

    /** Why a folder that nobody has named is not taken; empty where it is. */
    private static Optional<String> refusal(final Path folder) {
        try {
            createOwn(folder);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of("not a folder");
            }

            if (mayNotExecute(folder)) {
                return Optional.of("mounted noexec");
            }

            final Path probe = Files.createTempFile(folder, "probe", null);
            try {
                // Below a folder that everybody writes to, somebody else may have made it in advance.
                return isPosix(folder) && !Files.getAttribute(probe, OWNER).equals(Files.getAttribute(folder, OWNER)) ? Optional.of("another user's") : Optional.empty();
            } finally {
                Files.delete(probe);
            }
        } catch (final IOException e) {
            return Optional.of(String.format(Locale.ROOT, "not writable: %s", e));
        }
    }

    /** A folder that only this user can look into. */
    static Path createOwn(final Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return folder;
        }

        Files.createDirectories(folder.getParent());
        return Files.createDirectories(folder, ownerOnly(folder));
    }

    private static FileAttribute<?>[] ownerOnly(final Path folder) {
        return isPosix(folder) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))} : new FileAttribute<?>[0];
    }

    private static boolean isPosix(final Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static boolean mayNotExecute(final Path path) throws IOException {
        return Files.isReadable(MOUNTS) && mayNotExecute(path, Files.readAllLines(MOUNTS));
    }

    /**
     * Whether nothing may be executed in the file system of a path, which may be missing.
     *
     * @param mounts lines as Linux has them in {@code /proc/self/mounts}
     */
    static boolean mayNotExecute(final Path path, final List<String> mounts) throws IOException {
        Path existing = path;
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }

        final Path real = existing.toRealPath();
        Path nearest = real.getRoot();
        boolean forbidden = false;
        for (final String mount : mounts) {
            final String[] fields = mount.split(" ");
            final Path point = Path.of(fields[1].replace("\\040", " "));
            // The last of those at one place lies on top.
            if (real.startsWith(point) && point.getNameCount() >= nearest.getNameCount()) {
                nearest = point;
                forbidden = List.of(fields[3].split(",")).contains("noexec");
            }
        }

        return forbidden;
    }
}
