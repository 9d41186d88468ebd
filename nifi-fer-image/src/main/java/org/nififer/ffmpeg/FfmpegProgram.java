package org.nififer.ffmpeg;

import org.nififer.natives.NativeBundle;
import org.nififer.natives.NativePlatform;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The programs of FFmpeg that Bytedeco's JavaCPP Presets bring along. The presets' own loader is not asked: it would load the libraries into this JVM as well, for one class loader
 * only, and the programs need their folder as their library path.
 */
public final class FfmpegProgram {

    private static final String RESOURCES = "org/bytedeco/ffmpeg/";
    /** Libraries that only Java needs. */
    private static final String BRIDGE = "jni";
    /** Within which a program has to print its version, however busy the machine is. */
    private static final long START_SECONDS = 60;

    private static FfmpegProgram program;

    private final NativeBundle bundle;
    private final Path folder;

    private FfmpegProgram(final NativeBundle bundle) throws IOException {
        this.bundle = bundle;
        this.folder = bundle.unpack();
    }

    /**
     * The programs, ready to run.
     *
     * @throws IOException where none is there for this platform, it cannot be unpacked, or it does not start here
     */
    public static synchronized FfmpegProgram get() throws IOException {
        // Systems that run for weeks tidy up their folders for temporary files.
        if (program == null || !program.bundle.isThere(program.folder)) {
            final FfmpegProgram unpacked = new FfmpegProgram(bundle());
            // Libraries of the system that are missing would else look like a fault of the first video.
            unpacked.version();
            program = unpacked;
        }

        return program;
    }

    private static NativeBundle bundle() throws IOException {
        final String platform = NativePlatform.system("linux", "macosx", "windows") + '-' + NativePlatform.architecture("x86_64", "arm64");
        try {
            return new NativeBundle("ffmpeg").addFolder(FfmpegProgram.class.getClassLoader(), RESOURCES + platform + '/' + fileName("ffmpeg"), name -> !name.contains(BRIDGE));
        } catch (final IOException e) {
            throw new IOException(String.format(Locale.ROOT, "There is no FFmpeg for %s here; build with -Dffmpeg.platform=%1$s", platform), e);
        }
    }

    private static String fileName(final String name) {
        return name + NativePlatform.system("", "", ".exe");
    }

    /** The first line that it prints of itself. */
    public String version() throws IOException {
        final Process process = builder("ffmpeg", List.of("-version")).redirectErrorStream(true).start();
        process.onExit().orTimeout(START_SECONDS, TimeUnit.SECONDS).whenComplete((ended, timeout) -> {
            if (timeout != null) {
                process.destroyForcibly();
            }
        });
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            final List<String> lines = reader.lines().toList();
            if (process.waitFor() != 0 || lines.isEmpty()) {
                throw new IOException(String.format(Locale.ROOT, "FFmpeg does not start within %d seconds from %s: %s (exit code %d)", START_SECONDS, folder, String.join("; ",
                        lines), process.exitValue()));
            }

            return lines.getFirst();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while FFmpeg was tried out", e);
        } finally {
            process.destroyForcibly();
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
