package org.nififer.video;

import org.junit.jupiter.api.Assumptions;
import org.nififer.common.RgbImage;
import org.nififer.ffmpeg.FfmpegProgram;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Writes the videos of the tests, from pictures that they draw or from FFmpeg's own patterns.
 */
public final class VideoFiles {

    private VideoFiles() {
    }

    /** Skips the tests of a class where the system lacks a library of those that FFmpeg needs ({@code docs/video.md} lists them). */
    public static void requireFfmpeg() throws IOException {
        try {
            FfmpegProgram.get();
        } catch (final IOException e) {
            Assumptions.assumeFalse(e.getMessage().contains("shared libraries"), e.getMessage());
            throw e;
        }
    }

    /**
     * Writes a video.
     *
     * @param rate    pictures a second
     * @param options of the encoder; the extension of the file names the container
     */
    public static void write(final Path file, final int rate, final List<RgbImage> pictures, final String... options) throws IOException {
        final RgbImage first = pictures.getFirst();
        final List<String> arguments = new ArrayList<>(List.of("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", String.format(Locale.ROOT, "%dx%d", first.width(), first.height()),
                "-r", Integer.toString(rate), "-i", "pipe:0"));
        arguments.addAll(Arrays.asList(options));
        arguments.add(file.toString());
        final Process process = start(arguments);
        try (OutputStream input = process.getOutputStream()) {
            for (final RgbImage picture : pictures) {
                input.write(picture.pixels());
            }
        }

        await(process);
    }

    /** Runs FFmpeg with other inputs than pictures. */
    public static void run(final String... arguments) throws IOException {
        final Process process = start(List.of(arguments));
        process.getOutputStream().close();
        await(process);
    }

    private static Process start(final List<String> arguments) throws IOException {
        final List<String> all = new ArrayList<>(List.of("-v", "error", "-y"));
        all.addAll(arguments);
        return FfmpegProgram.get().builder("ffmpeg", all).start();
    }

    private static void await(final Process process) throws IOException {
        final String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(errors);
            }
        } catch (final InterruptedException e) {
            throw new IOException(e);
        }
    }
}
