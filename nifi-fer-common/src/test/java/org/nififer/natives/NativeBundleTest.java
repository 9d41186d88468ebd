package org.nififer.natives;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NativeBundleTest {

    private static final int LENGTH = 100_000;

    private final byte[] content = new byte[LENGTH];

    @TempDir
    private Path directory;
    private Path natives;
    private Path jar;
    private ScopedProperties properties;
    private URLClassLoader loader;

    @BeforeEach
    void setUp() throws IOException {
        new Random(1).nextBytes(content);
        natives = directory.resolve("some").resolve("natives");
        properties = new ScopedProperties(Map.of(NativeFolder.PROPERTY, natives.toString()));
        jar = jar("library.jar", content);
        loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, null);
    }

    @AfterEach
    void tearDown() throws IOException {
        loader.close();
        properties.close();
    }

    /** Entries that are stored, so that a byte of the jar is one of the library. */
    private Path jar(final String name, final byte[] bytes) throws IOException {
        final Path file = directory.resolve(name);
        try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(file))) {
            output.setMethod(ZipOutputStream.STORED);
            for (final String entryName : List.of("native/a/liba.so", "native/a/libb.so", "native/a/readme.txt", "native/b/liba.so", "other.txt")) {
                final ZipEntry entry = new ZipEntry(entryName);
                final CRC32 checksum = new CRC32();
                checksum.update(bytes);
                entry.setSize(bytes.length);
                entry.setCrc(checksum.getValue());
                output.putNextEntry(entry);
                output.write(bytes);
            }
        }

        return file;
    }

    private NativeBundle bundle() throws IOException {
        return new NativeBundle("test").addFolder(loader, "native/a/liba.so", name -> name.startsWith("lib")).add(loader, "native/b/liba.so", "libc.so");
    }

    private static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void testFilesAreWholeAndMayBeRun() throws IOException {
        final Path folder = bundle().unpack();

        assertEquals(natives, folder.getParent());
        assertTrue(folder.getFileName().toString().matches("test-[0-9a-f]{8}"), folder.toString());
        assertEquals(List.of("liba.so", "libb.so", "libc.so"), names(folder));
        for (final String name : names(folder)) {
            assertArrayEquals(content, Files.readAllBytes(folder.resolve(name)));
            assertTrue(Files.isExecutable(folder.resolve(name)));
        }
    }

    @Test
    void testOtherContentHasAnotherFolder() throws IOException {
        final Path folder = bundle().unpack();
        content[7]++;
        final Path other = jar("other.jar", content);
        loader.close();
        loader = new URLClassLoader(new URL[]{other.toUri().toURL()}, null);

        assertNotEquals(folder, bundle().unpack());
        assertEquals(2, names(natives).stream().filter(name -> !name.endsWith(".lock")).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut off", "longer", "changed", "empty", "missing"})
    void testDamagedFilesAreReplaced(final String damage) throws IOException {
        final Path folder = bundle().unpack();
        final Path whole = folder.resolve("liba.so");
        final Path damaged = folder.resolve("libb.so");
        final Object kept = Files.getAttribute(whole, "creationTime");
        switch (damage) {
            case "cut off" -> truncate(damaged, LENGTH - 1);
            case "longer" -> Files.write(damaged, new byte[1], StandardOpenOption.APPEND);
            case "changed" -> flip(damaged, LENGTH / 2);
            case "empty" -> truncate(damaged, 0);
            default -> Files.delete(damaged);
        }

        assertEquals(folder, bundle().unpack());
        assertArrayEquals(content, Files.readAllBytes(damaged));
        assertEquals(kept, Files.getAttribute(whole, "creationTime"));
    }

    private static void truncate(final Path file, final long length) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void flip(final Path file, final int position) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void testAFileThatIsOpenElsewhereKeepsItsContent() throws IOException {
        final Path file = bundle().unpack().resolve("liba.so");
        flip(file, 3);
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            bundle().unpack();

            final byte[] damaged = content.clone();
            damaged[3] ^= 1;
            assertArrayEquals(damaged, Channels.newInputStream(open).readAllBytes());
        }
    }

    @Test
    void testPartsOfAProcessThatWasKilledAreRemoved() throws IOException {
        final Path folder = bundle().unpack();
        Files.delete(folder.resolve("liba.so"));
        Files.write(folder.resolve("liba.so.part"), new byte[10]);

        bundle().unpack();
        assertEquals(List.of("liba.so", "libb.so", "libc.so"), names(folder));
    }

    @Test
    void testADamagedJarIsNamed() throws IOException {
        final byte[] bytes = Files.readAllBytes(jar);
        final byte[] start = new byte[]{content[0], content[1], content[2], content[3]};
        int position = 0;
        while (bytes[position] != start[0] || bytes[position + 1] != start[1] || bytes[position + 2] != start[2] || bytes[position + 3] != start[3]) {
            position++;
        }

        flip(jar, position + 100);
        final IOException exception = assertThrows(IOException.class, () -> bundle().unpack());
        assertTrue(exception.getMessage().contains("native/a/liba.so is not what its jar " + jar + " says of it"), exception.getMessage());
        assertEquals(List.of(), names(natives.resolve(names(natives).stream().filter(name -> !name.endsWith(".lock")).findFirst().orElseThrow())));
    }

    @Test
    void testAFolderThatCannotBeWrittenIsNamedWithWhatToDo() throws IOException {
        Files.createDirectories(natives.getParent());
        Files.writeString(natives, "no folder");
        final IOException exception = assertThrows(IOException.class, () -> bundle().unpack());
        for (final String part : List.of(natives.toString(), "-Dnififer.natives=FOLDER", "NIFIFER_NATIVES")) {
            assertTrue(exception.getMessage().contains(part), exception.getMessage());
        }

        final UnsatisfiedLinkError error = assertThrows(UnsatisfiedLinkError.class, () -> bundle().load(folder -> folder));
        assertEquals(exception.getMessage(), error.getMessage());

        Files.delete(natives);
        assertTrue(Files.isDirectory(bundle().load(folder -> folder)));
    }

    @Test
    void testAResourceThatIsMissing() {
        final IOException exception = assertThrows(IOException.class, () -> new NativeBundle("libtest").add(loader, "native/c/liba.so", "liba.so"));
        assertEquals("There is no libtest for this platform here: native/c/liba.so is not in a jar of the class path", exception.getMessage());
    }

    @Test
    void testTheFirstLoadsFromTheFolderOthersFromCopiesForTheMoment() throws IOException {
        final Path first = bundle().load(folder -> folder);
        assertEquals(natives, first.getParent());
        final Path second = bundle().load(folder -> {
            assertArrayEquals(content, Files.readAllBytes(folder.resolve("libc.so")));
            return folder;
        });
        assertNotEquals(first, second);
        assertEquals(natives, second.getParent());
        assertTrue(Files.notExists(second));
        assertTrue(bundle().isThere(first));
    }

    /** Each thread is another class loader's, each process another NiFi's or command's. */
    @Test
    void testManyAtOnce() throws Exception {
        final List<Process> processes = new ArrayList<>();
        final List<Callable<Path>> threads = new ArrayList<>();
        for (int index = 0; index < 3; index++) {
            threads.add(() -> bundle().unpack());
            processes.add(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m", "-cp", System.getProperty("java.class.path"),
                    String.format(Locale.ROOT, "-D%s=%s", NativeFolder.PROPERTY, natives), NativeBundleTest.class.getName(), jar.toString()).inheritIO().start());
        }

        try (ExecutorService executor = Executors.newFixedThreadPool(threads.size())) {
            for (final Future<Path> folder : executor.invokeAll(threads)) {
                assertArrayEquals(content, Files.readAllBytes(folder.get().resolve("libc.so")));
            }
        }

        for (final Process process : processes) {
            assertEquals(0, process.waitFor());
        }

        assertEquals(List.of("liba.so", "libb.so", "libc.so"), names(bundle().unpack()));
    }

    /** Unpacks what the test has as its bundle. */
    public static void main(final String[] arguments) throws IOException {
        final NativeBundleTest test = new NativeBundleTest();
        test.loader = new URLClassLoader(new URL[]{Path.of(arguments[0]).toUri().toURL()}, null);
        test.bundle().unpack();
    }
}
