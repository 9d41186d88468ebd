package org.nififer.image;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.ffmpeg.FfmpegProgram;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Reads HEIC and AVIF files with FFmpeg, in a process of its own: what a file of strangers does to it, it does to that process. The process sees the file as
 * its standard input and nothing else.
 */
final class FfmpegReader {

    /** Within which an image is decoded, however busy the machine is. */
    private static final long LIMIT_SECONDS = 60;
    private static final int MAXIMUM_COMPLAINTS = 300;
    /** What a picture may be larger than the image that is cut out of it: tiles reach over the edges. */
    private static final long LARGEST_REST = 4096L * 4096;
    /** The chroma, of which there is one value for four pixels, is interpolated as libjpeg does it. */
    private static final String TO_RGB = "scale=flags=bilinear+full_chroma_int+accurate_rnd,format=rgb24";

    private FfmpegReader() {
    }

    /**
     * The picture that a file's tiles make, as it is stored.
     *
     * @throws InvalidInputException where FFmpeg does not run on this machine, which concerns no other type of image
     * @throws UncheckedIOException  where there is no room for temporary files or no process can be started
     */
    static RgbImage read(final byte[] encoded, final HeifFile heif, final ImageHeader header, final long pixelLimit, final String name)
            throws ImageFaultException, InvalidInputException {
        final FfmpegProgram program;
        try {
            program = FfmpegProgram.get();
        } catch (final IOException e) {
            throw new InvalidInputException(Code.UNSUPPORTED_IMAGE, String.format(Locale.ROOT, "%s is a %s image, which FFmpeg would read, but FFmpeg does not run here: %s", name,
                    header.type().label(), e.getMessage()), e);
        }

        Path folder = null;
        try {
            folder = Files.createTempDirectory("fer-picture");
            return read(program, encoded, heif, header, pixelLimit, folder);
        } catch (final IOException e) {
            throw new UncheckedIOException(String.format(Locale.ROOT, "%s could not be handed to FFmpeg: %s", name, e.getMessage()), e);
        } finally {
            delete(folder);
        }
    }

    private static void delete(final Path folder) {
        try {
            if (folder != null) {
                Files.deleteIfExists(folder.resolve("input"));
                Files.deleteIfExists(folder.resolve("messages"));
                Files.deleteIfExists(folder);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RgbImage read(final FfmpegProgram program, final byte[] encoded, final HeifFile heif, final ImageHeader header, final long pixelLimit, final Path folder)
            throws IOException, ImageFaultException {
        final Path input = Files.write(folder.resolve("input"), encoded);
        final Path messages = folder.resolve("messages");
        final List<String> arguments = new ArrayList<>(List.of("-v", "error", "-nostdin", "-hwaccel", "none", "-threads", "2", "-filter_threads", "1", "-noautorotate",
                // What is damaged is an error, and not a picture with holes.
                "-xerror", "-err_detect", "explode", "-apply_cropping", "codec", "-max_pixels", Long.toString(pixelLimit),
                "-protocol_whitelist", "fd", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2", "-i", "fd:", "-filter_complex", filter(heif),
                "-frames:v", "1", "-c:v", "ppm", "-f", "image2pipe", "pipe:1"));
        final Process process = program.builder("ffmpeg", arguments).redirectInput(input.toFile()).redirectError(messages.toFile()).start();
        try {
            process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).whenComplete((ended, timeout) -> process.toHandle().destroyForcibly());
            try (InputStream output = process.getInputStream()) {
                final RgbImage image = portablePixmap(output, header);
                if (image != null && process.waitFor() == 0) {
                    return image;
                }
            }

            process.waitFor();
            throw ImageFaultException.damaged("%s", complaints(messages));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while FFmpeg decoded an image", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Streams have the numbers of the items that they are. */
    private static String filter(final HeifFile heif) {
        final StringBuilder filter = new StringBuilder();
        for (final long tile : heif.tiles()) {
            filter.append("[0:i:").append(tile).append(']');
        }

        if (heif.tiles().size() > 1) {
            filter.append("xstack=inputs=").append(heif.tiles().size()).append(":grid=").append(heif.tileColumns()).append('x').append(heif.tileRows()).append(',');
        }

        return filter.append(TO_RGB).toString();
    }

    /** An image in the portable pixmap format; null where the stream ends before it does. */
    private static RgbImage portablePixmap(final InputStream input, final ImageHeader header) throws IOException, ImageFaultException {
        final List<String> words = new ArrayList<>();
        final StringBuilder word = new StringBuilder();
        while (words.size() < 4) {
            final int character = input.read();
            if (character < 0 || word.length() > Integer.SIZE) {
                return null;
            }

            if (Character.isWhitespace(character)) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append((char) character);
            }
        }

        final int width = Integer.parseInt(words.get(1));
        final int height = Integer.parseInt(words.get(2));
        if ((long) width * height > header.pixels() + LARGEST_REST) {
            throw ImageFaultException.damaged("it announces %d x %d pixels but holds %d x %d", header.width(), header.height(), width, height);
        }

        final byte[] pixels = input.readNBytes(Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS));
        return pixels.length == width * height * RgbImage.CHANNELS ? new RgbImage(width, height, pixels) : null;
    }

    /** Without the addresses of FFmpeg's objects, which differ each time. */
    private static String complaints(final Path messages) throws IOException {
        final String text = Files.readString(messages).replaceAll(" @ 0x[0-9a-f]+", "").strip().replaceAll("\\s*\\R\\s*", "; ");
        return text.substring(0, Math.min(text.length(), MAXIMUM_COMPLAINTS));
    }
}
