package org.nififer.video;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.ffmpeg.FfmpegProgram;
import org.nififer.image.ImageCodec;
import org.nififer.video.MatroskaReader.Block;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the frames of a video, one after another: no more than one is in memory, however long the video is. FFmpeg decodes in a process of
 * its own, which sees nothing of the file system but the video itself, as its standard input. Not thread-safe but for {@link #stop()}.
 */
public final class VideoReader implements AutoCloseable {

    /**
     * The containers that are read. Playlists, manifests and lists of images are none of them: they name other files.
     */
    static final String CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,mxf,ivf,nut,dv,wtv,gif";

    /** What the video says of itself fits into this many times over. */
    private static final int MAXIMUM_PROBE_BYTES = 1 << 20;
    private static final List<String> INPUT = List.of("-v", "error", "-protocol_whitelist", "fd", "-format_whitelist", CONTAINERS,
            "-max_pixels", Long.toString(ImageCodec.DEFAULT_PIXEL_LIMIT));

    /** What FFmpeg says of pictures beyond {@code -max_pixels}, whose size it does not tell elsewhere. */
    private static final Pattern TOO_LARGE = Pattern.compile("Picture size (\\d{1,9})x(\\d{1,9}) exceeds");

    private final String name;
    private final VideoSettings settings;
    private final long start = System.nanoTime();
    private final Object lock = new Object();
    private FfmpegProcess current;
    private boolean stopped;
    private VideoProperties properties;
    private MatroskaReader frames;
    private int read;
    private long lastMilliseconds;
    private String damage = "";

    /**
     * A reader, which {@link #open()} starts: another thread can stop it before.
     *
     * @param name what error messages call the video
     */
    public VideoReader(final String name, final VideoSettings settings) {
        this.name = name;
        this.settings = settings;
    }

    /**
     * Which FFmpeg reads the videos, in its own words.
     *
     * @throws IOException where it does not run here
     */
    public static String ffmpegVersion() throws IOException {
        return FfmpegProgram.get().version();
    }

    /**
     * Reads what the video says of itself, and begins with its frames.
     *
     * @throws VideoStoppedException after {@link #stop()}
     * @throws InvalidInputException where it is no video, its pictures are too large, or the time limit is over
     * @throws IOException           where FFmpeg does not run here
     */
    public VideoProperties open(final Path video) throws IOException {
        if (Files.size(video) == 0) {
            throw new InvalidInputException(Code.INVALID_VIDEO, String.format(Locale.ROOT, "%s is empty; expected a video", name));
        }

        properties = probe(video).within(settings.maximumSide());
        final List<String> arguments = new ArrayList<>(List.of("-nostdin", "-hwaccel", "none", "-threads", "2", "-filter_threads", "1"));
        arguments.addAll(INPUT);
        // Of a picture of which a part is missing FFmpeg would fill that with the picture before. However many are damaged, the others are read.
        arguments.addAll(List.of("-fflags", "+discardcorrupt", "-flags", "-output_corrupt", "-max_error_rate", "1"));
        arguments.addAll(List.of("-i", "fd:", "-map", "0:V:0",
                "-vf", String.format(Locale.ROOT, "%s,scale=%d:%d,setsar=1", settings.filter(), properties.width(), properties.height()), "-fps_mode", "passthrough",
                "-c:v", "rawvideo", "-pix_fmt", "rgb24", "-allow_raw_vfw", "1", "-f", "matroska", "pipe:1"));
        frames = new MatroskaReader(start("ffmpeg", arguments, video).output(), properties.width() * properties.height() * RgbImage.CHANNELS);
        return properties;
    }

    private VideoProperties probe(final Path video) throws IOException {
        final List<String> arguments = new ArrayList<>(INPUT);
        arguments.addAll(List.of("-select_streams", "V:0", "-show_entries", VideoProperties.ENTRIES, "-of", "json", "fd:"));
        try (FfmpegProcess process = start("ffprobe", arguments, video)) {
            final byte[] json = process.output().readNBytes(MAXIMUM_PROBE_BYTES + 1);
            if (json.length > MAXIMUM_PROBE_BYTES) {
                throw new InvalidInputException(Code.INVALID_VIDEO, String.format(Locale.ROOT, "%s says more than %d bytes of itself; expected a video with fewer streams", name,
                        MAXIMUM_PROBE_BYTES));
            }

            final Matcher tooLarge = TOO_LARGE.matcher(process.await());
            if (tooLarge.find()) {
                throw VideoProperties.tooLarge(name, Long.parseLong(tooLarge.group(1)), Long.parseLong(tooLarge.group(2)));
            }

            return VideoProperties.parse(json, name);
        }
    }

    private FfmpegProcess start(final String program, final List<String> arguments, final Path video) throws IOException {
        // Whoever stops the reading need not wait until the programs are in their folder.
        FfmpegProgram.get();
        synchronized (lock) {
            if (stopped) {
                throw new VideoStoppedException();
            }

            final Duration left = settings.timeLimit().minusNanos(System.nanoTime() - start);
            current = new FfmpegProcess(program, arguments, video, name, left, settings.timeLimit());
            return current;
        }
    }

    /**
     * The next frame; null after the last one.
     *
     * @throws VideoStoppedException after {@link #stop()}
     * @throws InvalidInputException where the video cannot be decoded, has too many frames or takes too long
     */
    public VideoFrame read() throws IOException {
        final Block block = nextBlock();
        if (block == null) {
            damage = current.await();
            if (read == 0) {
                throw new InvalidInputException(Code.INVALID_VIDEO, String.format(Locale.ROOT, "%s has no picture that can be decoded%s", name, damage.isEmpty() ? "" : ": "
                        + damage));
            }

            return null;
        }

        if (read == settings.maximumFrames()) {
            throw new InvalidInputException(Code.VIDEO_TOO_LONG,
                    String.format(Locale.ROOT, "%s has more than %d frames, the one after them at %d ms; expected a shorter video, fewer frames a second, ", name, read,
                    block.milliseconds()) + "or a higher limit");
        }

        read++;
        lastMilliseconds = block.milliseconds();
        return new VideoFrame(block.milliseconds(), new RgbImage(properties.width(), properties.height(), block.bytes()));
    }

    /** A process that ends in the middle of a frame tells why. */
    private Block nextBlock() throws IOException {
        try {
            return frames.read();
        } catch (final EOFException e) {
            current.await();
            throw invalid("it ends in the middle of a frame", e);
        } catch (final IOException e) {
            throw invalid(e.getMessage(), e);
        }
    }

    private InvalidInputException invalid(final String reason, final IOException cause) {
        return new InvalidInputException(Code.INVALID_VIDEO, String.format(Locale.ROOT, "%s cannot be decoded after %d ms: %s", name, lastMilliseconds, reason), cause);
    }

    /** What FFmpeg has complained about though frames came, such as a part that is missing; empty where it has not, and before the last frame was read. */
    public Optional<String> damage() {
        return damage.isEmpty() ? Optional.empty() : Optional.of(damage);
    }

    /** Ends the reading, from any thread: the call at work on it, or the next one, throws {@link VideoStoppedException}. */
    public void stop() {
        synchronized (lock) {
            stopped = true;
            if (current != null) {
                current.stop();
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            if (current != null) {
                current.close();
            }
        }
    }
}
