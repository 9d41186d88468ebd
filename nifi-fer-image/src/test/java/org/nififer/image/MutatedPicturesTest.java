package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;
import org.nififer.ffmpeg.FfmpegProgram;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Pictures in which bytes were changed are read or refused, and whatever libraries think of them stays out of the standard error of the process.
 */
class MutatedPicturesTest {

    private static final int COUNT = 1000;
    /** Each of these starts a process. */
    private static final int HEIF_COUNT = 24;

    @TempDir
    private Path folder;

    @Test
    void testMutatedPicturesAreReadOrRefusedInSilence() throws IOException, InterruptedException {
        final Path output = folder.resolve("output.txt");
        final Path errors = folder.resolve("errors.txt");
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Decoding.class.getName()).redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        try {
            assertTrue(process.waitFor(5, TimeUnit.MINUTES), "The other JVM did not end");
        } finally {
            process.destroyForcibly();
        }

        assertEquals("", Files.readString(errors));
        assertEquals(0, process.exitValue(), Files.readString(output));
        final String[] counts = Files.readString(output).strip().split(" ");
        final int read = Integer.parseInt(counts[0]);
        final int refused = Integer.parseInt(counts[1]);
        assertTrue(read + refused >= COUNT && read > COUNT / 10 && refused > COUNT / 10, () -> read + " read, " + refused + " refused");
    }

    /** What the other JVM does. */
    static final class Decoding {

        private Decoding() {
        }

        public static void main(final String[] arguments) throws IOException {
            // As in a server, where the thread's class loader knows none of these classes.
            Thread.currentThread().setContextClassLoader(null);
            final SplittableRandom random = new SplittableRandom(1);
            final List<byte[]> pictures = List.copyOf(pictures().values());
            final int[] counts = new int[2];
            for (int number = 0; number < COUNT; number++) {
                decode(mutated(pictures.get(number % pictures.size()), random), counts);
            }

            if (hasFfmpeg()) {
                final List<byte[]> heif = List.of(EncodedImages.resource("grid.heic"), EncodedImages.resource("alpha.heic"), EncodedImages.resource("alpha.avif"));
                for (int number = 0; number < HEIF_COUNT; number++) {
                    decode(mutated(heif.get(number % heif.size()), random), counts);
                }
            }

            System.out.println(counts[0] + " " + counts[1]);
        }

        private static boolean hasFfmpeg() {
            try {
                FfmpegProgram.get();
                return true;
            } catch (final IOException e) {
                return false;
            }
        }

        private static void decode(final byte[] picture, final int[] counts) {
            try {
                ImageCodec.decode(picture, "picture");
                counts[0]++;
            } catch (final InvalidInputException e) {
                counts[1]++;
            }
        }
    }

    private static Map<String, byte[]> pictures() throws IOException {
        final RgbImage picture = EncodedImages.shaded(60, 44);
        final int[][] samples = new int[44][60];
        final int[][] deep = new int[44][240];
        final int[][] colours = new int[16][3];
        for (int y = 0; y < 44; y++) {
            for (int x = 0; x < 240; x++) {
                samples[y][x % 60] = (x + y) % 16;
                deep[y][x] = x * y;
            }
        }

        final long[] grey = TiffFiles.channel(picture, 0);
        final Map<String, byte[]> pictures = new LinkedHashMap<>();
        pictures.put("sequential.jpg", EncodedImages.jpeg(picture, false));
        pictures.put("progressive.jpg", EncodedImages.jpeg(picture, true));
        pictures.put("cmyk.jpg", EncodedImages.cmyk(true, 1, 2, 3, 4));
        pictures.put("rgb.png", ImageCodec.encodePng(picture));
        pictures.put("palette.png", PngFiles.write(60, 4, 3, true, samples, PngFiles.chunk("PLTE", new byte[48])));
        pictures.put("deep.png", PngFiles.write(60, 16, 6, false, deep, PngFiles.chunk("eXIf", EncodedImages.exif(6))));
        pictures.put("runs.bmp", BmpFiles.runs(4, samples, colours));
        pictures.put("masks.bmp", BmpFiles.masked(picture, 124, 32, false, 0xFF0000, 0xFF00, 0xFF));
        pictures.put("strips.tif", TiffFiles.rgb(picture).compression(TiffFiles.PACK_BITS).write());
        pictures.put("tiles.tif", TiffFiles.rgb(picture).tiles(16).compression(TiffFiles.DEFLATE).write());
        pictures.put("twelve.tif", new TiffFiles(60, 44, 1, grey).bits(12).write());
        pictures.put("interlaced.gif", EncodedImages.gif(new BufferedImage(60, 44, BufferedImage.TYPE_BYTE_INDEXED), true));
        for (final String name : List.of("lossless.webp", "lossless-alpha.webp", "lossy.webp", "frames.webp", "lossless-6.webp")) {
            pictures.put(name, EncodedImages.resource(name));
        }

        return pictures;
    }

    /** With changed bytes, changed bits, or a part cut off or out; half of the PNG files with check sums that agree. */
    private static byte[] mutated(final byte[] picture, final SplittableRandom random) {
        final byte[] result = picture.clone();
        final int changes = 1 + random.nextInt(6);
        final boolean header = random.nextInt(3) == 0;
        for (int change = 0; change < changes; change++) {
            final int position = random.nextInt(header ? Math.min(result.length, 120) : result.length);
            result[position] = (byte) (random.nextBoolean() ? random.nextInt() : result[position] ^ 1 << random.nextInt(Byte.SIZE));
        }

        if (picture[0] == (byte) 0x89 && random.nextBoolean()) {
            mendCheckSums(result);
        }

        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(result, 1 + random.nextInt(result.length));
            case 1 -> {
                final int start = random.nextInt(result.length);
                final int end = Math.min(result.length, start + 1 + random.nextInt(50));
                final byte[] shorter = Arrays.copyOf(result, result.length - (end - start));
                System.arraycopy(result, end, shorter, start, result.length - end);
                yield shorter;
            }
            default -> result;
        };
    }

    private static void mendCheckSums(final byte[] png) {
        final ByteBuffer buffer = ByteBuffer.wrap(png);
        for (int position = 8; position + 12 <= png.length && buffer.getInt(position) >= 0 && buffer.getInt(position) <= png.length - position - 12;
                position += buffer.getInt(position) + 12) {
            final CRC32 sum = new CRC32();
            sum.update(png, position + 4, buffer.getInt(position) + 4);
            buffer.putInt(position + 8 + buffer.getInt(position), (int) sum.getValue());
        }
    }
}
