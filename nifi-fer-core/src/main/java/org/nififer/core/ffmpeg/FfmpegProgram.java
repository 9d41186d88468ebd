package org.nififer.core.ffmpeg;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The programs of FFmpeg that Bytedeco's JavaCPP Presets bring along. They are put into a folder that belongs to this class loader alone,
 * so that neither a second process nor a NAR that is loaded again meets half of a file. The presets' own loader is not asked: it would load
 * the libraries into this JVM as well, for one class loader only, and the programs need the folder as their library path.
 */
public final class FfmpegProgram {

    private static final String RESOURCES = "org/bytedeco/ffmpeg/";
    /** Libraries that only Java needs. */
    private static final String BRIDGE = "jni";
    /** Within which a program has to print its version, however busy the machine is. */
    private static final long START_SECONDS = 60;
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private static FfmpegProgram program;

    private final Path folder;
    private final List<Path> files;
    private boolean started;

    private FfmpegProgram(final Path folder, final List<Path> files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * The programs, ready to run.
     *
     * @throws IOException where none is there for this platform, or it does not start here
     */
    public static synchronized FfmpegProgram get() throws IOException {
        // Systems that run for weeks tidy up their folder for temporary files.
        if (program == null || !program.files.stream().allMatch(Files::exists)) {
            program = extract();
        }

        if (!program.started) {
            // Libraries of the system that are missing would else look like a fault of the first file.
            program.version();
            program.started = true;
        }

        return program;
    }

    private static FfmpegProgram extract() throws IOException {
        final String resources = RESOURCES + platform() + '/';
        final URL url = FfmpegProgram.class.getClassLoader().getResource(resources + fileName("ffmpeg"));
        final URLConnection connection = url == null ? null : url.openConnection();
        if (!(connection instanceof final JarURLConnection jarConnection)) {
            throw new IOException(String.format(Locale.ROOT, "There is no FFmpeg for %s here; build with -Dffmpeg.platform=%1$s", platform()));
        }

        jarConnection.setUseCaches(false);
        final Path folder = Files.createTempDirectory("fer-ffmpeg");
        folder.toFile().deleteOnExit();
        final List<Path> files = new ArrayList<>();
        try (JarFile jar = jarConnection.getJarFile()) {
            for (final JarEntry entry : Collections.list(jar.entries())) {
                final String name = entry.getName().startsWith(resources) ? entry.getName().substring(resources.length()) : "";
                if (!name.isEmpty() && name.indexOf('/') < 0 && !name.contains(BRIDGE)) {
                    files.add(folder.resolve(name));
                    extract(jar, entry, files.getLast());
                }
            }
        } catch (final IOException e) {
            // Where there is no room it is tried again with the next file: parts must not take more of it each time.
            for (final Path file : files) {
                Files.deleteIfExists(file);
            }

            Files.delete(folder);
            throw e;
        }

        return new FfmpegProgram(folder, files);
    }

    private static void extract(final JarFile jar, final JarEntry entry, final Path file) throws IOException {
        file.toFile().deleteOnExit();
        try (InputStream input = jar.getInputStream(entry)) {
            Files.copy(input, file);
        }

        if (!file.toFile().setExecutable(true, true)) {
            throw new IOException(String.format(Locale.ROOT, "%s cannot be made a program", file));
        }
    }

    /** As JavaCPP names it. */
    private static String platform() {
        final String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        final String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        final String systemName = WINDOWS ? "windows" : system.startsWith("mac") ? "macosx" : "linux";
        return systemName + '-' + switch (architecture) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm64";
            default -> architecture;
        };
    }

    private static String fileName(final String name) {
        return WINDOWS ? name + ".exe" : name;
    }

    /** The first line that it prints of itself. */
    public String version() throws IOException {
        final Path output = Files.createTempFile(folder, "version", null);
        final Process process = builder("ffmpeg", List.of("-version")).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(String.format(Locale.ROOT, "FFmpeg has not started within %d seconds", START_SECONDS));
            }

            if (process.exitValue() != 0) {
                throw new IOException(String.format(Locale.ROOT, "FFmpeg does not start: %s", Files.readString(output).strip()));
            }

            try (Stream<String> lines = Files.lines(output)) {
                return lines.findFirst().orElseThrow();
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while FFmpeg was tried out", e);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    /**
     * A process to be started: its arguments reach it as they are, and of the environment nothing does that it does not need.
     *
     * @param name {@code ffmpeg} or {@code ffprobe}
     */
    public ProcessBuilder builder(final String name, final List<String> arguments) {
        final List<String> command = new ArrayList<>(List.of(folder.resolve(fileName(name)).toString()));
        command.addAll(arguments);
        final ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        final Map<String, String> environment = builder.environment();
        final String systemRoot = environment.get("SystemRoot");
        final String libraries = environment.get("LD_LIBRARY_PATH");
        environment.clear();
        if (systemRoot != null) {
            environment.put("SystemRoot", systemRoot);
        }

        environment.put("LD_LIBRARY_PATH", libraries == null ? folder.toString() : folder + File.pathSeparator + libraries);
        environment.put("DYLD_LIBRARY_PATH", folder.toString());
        return builder;
    }
}
