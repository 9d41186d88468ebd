package org.nififer.natives;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Where natives go, asked of processes with environments of their own.
 */
class NativeFolderTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void createTemporaryFolder() throws IOException {
        Files.createDirectory(directory.resolve("temporary"));
    }

    /** What a process prints that asks for the folder. */
    private String path(final Map<String, String> environment, final String... options) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
                "-Duser.home=" + directory.resolve("home"), "-Djava.io.tmpdir=" + directory.resolve("temporary")));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NativeFolderTest.class.getName()));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of(NativeFolder.VARIABLE, "XDG_CACHE_HOME"));
        builder.environment().putAll(environment);
        final Process process = builder.start();
        final String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), printed);
        return printed;
    }

    public static void main(final String[] arguments) {
        try {
            System.out.println(NativeFolder.path());
        } catch (final IOException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }

    @Test
    void testThePropertyComesBeforeTheVariableAndThatBeforeTheCache() throws Exception {
        final String property = directory.resolve("property").toString();
        final String variable = directory.resolve("variable").toString();
        final Map<String, String> environment = Map.of(NativeFolder.VARIABLE, variable, "XDG_CACHE_HOME", directory.resolve("cache").toString());
        assertEquals(property, path(environment, String.format(Locale.ROOT, "-D%s=%s", NativeFolder.PROPERTY, property)));
        assertEquals(variable, path(environment));
        assertEquals(variable, path(environment, String.format(Locale.ROOT, "-D%s=", NativeFolder.PROPERTY)));
        assertEquals(List.of("temporary"), List.of(directory.toFile().list()));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void testTheCacheIsTheUsersAlone() throws Exception {
        final Path cache = directory.resolve("cache");
        final Path folder = cache.resolve("nifi-fer/natives");
        final Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
        for (int time = 0; time < 2; time++) {
            assertEquals(folder.toString(), path(environment));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            assertEquals(0, folder.toFile().list().length);
        }
    }

    /** A cache that is a file, as good as one that cannot be written; and a user whom the system does not know. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void testWhatCannotBeWrittenIsPassedOver() throws Exception {
        final Path cache = Files.writeString(directory.resolve("cache"), "a file");
        final Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
        final String folder = path(environment, "-Duser.name=?", "-Duser.home=?");
        assertTrue(folder.equals("/var/tmp/nifi-fer-natives-_")
                || folder.equals(directory.resolve("temporary/nifi-fer-natives-_").toString()), folder);
        Files.delete(Path.of(folder));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void testMountsFromWhichNothingMayBeExecuted() throws IOException {
        final Path folder = Files.createDirectories(directory.resolve("a b/c")).toRealPath();
        final String mount = folder.getParent().toString().replace(" ", "\\040");
        final List<String> system = List.of("/dev/vda / ext4 rw,relatime 0 0", "proc /proc proc rw,noexec 0 0", String.format(Locale.ROOT, "tmpfs %sx tmpfs rw,noexec 0 0", mount));
        assertFalse(NativeFolder.mayNotExecute(folder, system));

        final List<String> above = new ArrayList<>(system);
        above.add(String.format(Locale.ROOT, "tmpfs %s tmpfs rw,nosuid,noexec 0 0", mount));
        assertTrue(NativeFolder.mayNotExecute(folder, above));
        assertTrue(NativeFolder.mayNotExecute(folder.resolve("missing/below"), above));

        above.add(String.format(Locale.ROOT, "tmpfs %s tmpfs rw 0 0", mount));
        assertFalse(NativeFolder.mayNotExecute(folder, above));
        assertTrue(NativeFolder.mayNotExecute(folder, List.of("overlay / overlay rw,noexec 0 0")));
    }
}
