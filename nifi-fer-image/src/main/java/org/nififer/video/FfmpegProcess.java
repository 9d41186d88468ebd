package org.nififer.video;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.ffmpeg.FfmpegProgram;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A program of FFmpeg at work on a video, which is its standard input. It ends at its time limit, and when it is stopped.
 */
final class FfmpegProcess implements AutoCloseable {

    /** What is kept of the messages; there may be one for each of thousands of frames. */
    private static final int MAXIMUM_DIAGNOSTICS = 2000;
    private static final int BUFFER_BYTES = 8192;

    private final String name;
    private final Duration limit;
    private final Process process;
    private final Thread diagnosticsReader;
    private final StringBuilder diagnostics = new StringBuilder();
    private volatile boolean late;
    private volatile boolean stopped;

    /**
     * Starts the program.
     *
     * @param program {@code ffmpeg} or {@code ffprobe}
     * @param video   its standard input, in which it can move about
     * @param name    what error messages call the video
     * @param left    after which it is ended
     * @param limit   the time limit of the whole video, of which that is left
     */
    FfmpegProcess(final String program, final List<String> arguments, final Path video, final String name, final Duration left, final Duration limit) throws IOException {
        this.name = name;
        this.limit = limit;
        process = FfmpegProgram.get().builder(program, arguments).redirectInput(video.toFile()).start();
        process.onExit().orTimeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS).whenComplete((ended, timeout) -> {
            if (timeout != null) {
                late = true;
                end();
            }
        });
        diagnosticsReader = Thread.ofPlatform().daemon().name("nifi-fer-ffmpeg-messages").start(this::readDiagnostics);
    }

    private void readDiagnostics() {
        final byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream errors = process.getErrorStream()) {
            for (int length = errors.read(buffer); length >= 0; length = errors.read(buffer)) {
                synchronized (diagnostics) {
                    final int room = Math.min(length, MAXIMUM_DIAGNOSTICS - diagnostics.length());
                    diagnostics.append(new String(buffer, 0, room, StandardCharsets.UTF_8));
                }
            }
        } catch (final IOException e) {
            // The process was ended; what it has said until then is there.
            return;
        }
    }

    /** What it writes. */
    InputStream output() {
        return process.getInputStream();
    }

    /**
     * Waits for the end, after all output was read.
     *
     * @return what it has complained about, on one line; empty where it has not
     * @throws VideoStoppedException after {@link #stop()}
     * @throws InvalidInputException where the time limit is over, or it could not do its work
     */
    String await() throws IOException {
        try {
            process.waitFor();
            diagnosticsReader.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
        }

        if (stopped) {
            throw new VideoStoppedException();
        }

        if (late) {
            throw new InvalidInputException(Code.VIDEO_TOO_LONG,
                    String.format(Locale.ROOT, "%s was not read within %d seconds; expected a shorter video, fewer frames, or a higher time limit", name, limit.toSeconds()));
        }

        if (process.exitValue() != 0) {
            throw new InvalidInputException(Code.INVALID_VIDEO, String.format(Locale.ROOT, "%s cannot be decoded: %s (exit code %d of FFmpeg)", name, complaints(),
                    process.exitValue()));
        }

        return complaints();
    }

    /** Without the addresses of FFmpeg's objects, which differ each time. */
    private String complaints() {
        synchronized (diagnostics) {
            return diagnostics.toString().replaceAll(" @ 0x[0-9a-f]+", "").strip().replaceAll("\\s*\\R\\s*", "; ");
        }
    }

    /** Ends the process from another thread; whoever reads its output comes to its end. */
    void stop() {
        stopped = true;
        end();
    }

    private void end() {
        // The handle, unlike the process itself, leaves the pipe open that another thread may be reading.
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        end();
        process.getInputStream().close();
    }
}
