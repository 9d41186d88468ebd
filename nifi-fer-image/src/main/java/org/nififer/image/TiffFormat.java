package org.nififer.image;

import org.nififer.common.RgbImage;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * What the first directory of a TIFF file says of its image: whether it is one that is read, how large it is, and what its samples mean. Reading the pixels
 * themselves is the library's, which takes samples of any depth and colours of any meaning for shades of red, green and blue.
 *
 * @param bits        of each sample
 * @param floating    whether the samples are fractions from 0 to 1, not whole numbers
 * @param meaning     of the samples
 * @param channels    of each pixel, those beside the colours among them
 * @param multiplied  whether the colours are multiplied by the transparency
 * @param ofJpegs     whether its parts are compressed as JPEG files are
 * @param orientation how the image lies in the file
 */
record TiffFormat(int width, int height, int bits, boolean floating, Meaning meaning, int channels, boolean multiplied, boolean ofJpegs, int orientation) {

    /** What samples mean, under the number of the tag PhotometricInterpretation. */
    enum Meaning {
        /** Shades of grey, 0 is white. */
        INVERTED_GREY(0, 1),
        /** Shades of grey, 0 is black. */
        GREY(1, 1),
        /** Red, green and blue. */
        RGB(2, 3),
        /** Numbers of colours in a table. */
        PALETTE(3, 1),
        /** Cyan, magenta, yellow and black, of which 0 is no ink. */
        INK(5, 4),
        /** Luminance and two differences of colour. */
        YCBCR(6, 3);

        private final int number;
        private final int channels;

        Meaning(final int number, final int channels) {
            this.number = number;
            this.channels = channels;
        }

        private static Meaning of(final long number) throws ImageFaultException {
            for (final Meaning meaning : values()) {
                if (meaning.number == number) {
                    return meaning;
                }
            }

            throw ImageFaultException.unsupported("colours of the meaning %d, such as CIELAB", number);
        }
    }

    private static final int NEW_SUBFILE_TYPE = 254;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int COMPRESSION = 259;
    private static final int COLOURS = 262;
    private static final int MAKE = 271;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int ROWS_PER_STRIP = 278;
    private static final int STRIP_BYTES = 279;
    private static final int PLANAR = 284;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int SUB_DIRECTORIES = 330;
    private static final int INK_SET = 332;
    private static final int EXTRA_SAMPLES = 338;
    private static final int SAMPLE_FORMAT = 339;
    private static final int DNG_VERSION = 50706;

    /** Without compression, three of fax machines, LZW, JPEG, two numbers of deflate, and PackBits. */
    private static final Set<Long> COMPRESSIONS = Set.of(1L, 2L, 3L, 4L, 5L, 7L, 8L, 32_946L, 32_773L);
    private static final Map<Long, String> OTHER_COMPRESSIONS = Map.of(6L, "JPEG of TIFF 5", 33_003L, "JPEG 2000", 33_005L, "JPEG 2000", 34_676L, "LogLuv", 34_712L, "JPEG 2000",
            34_887L, "LERC", 34_925L, "LZMA", 50_000L, "Zstandard", 50_001L, "WebP", 50_002L, "JPEG XL");
    private static final int UNCOMPRESSED = 1;
    private static final int JPEG = 7;
    private static final int COLOUR_FILTER = 32_803;
    private static final int LINEAR_RAW = 34_892;
    private static final int FLOAT = 3;
    /** Tiles of a TIFF are decoded one by one, whatever the size of the image that they belong to. */
    private static final long LARGEST_TILE = 4096L * 4096;

    static ImageHeader header(final byte[] encoded) throws ImageFaultException {
        final TiffFormat format = read(encoded);
        final int sampleBytes = Math.max(1, (format.bits + Byte.SIZE - 1) / Byte.SIZE);
        final int bytesPerPixel = Math.max(format.channels * sampleBytes + RgbImage.CHANNELS, Orientation.bytesPerPixel(format.orientation));
        return new ImageHeader(ImageType.TIFF, format.width, format.height, bytesPerPixel);
    }

    /** Reads the first directory. */
    static TiffFormat read(final byte[] encoded) throws ImageFaultException {
        final TiffDirectory directory = TiffDirectory.read(ByteBuffer.wrap(encoded));
        refuseRaw(directory);
        final long width = directory.number(WIDTH, 0);
        final long height = directory.number(HEIGHT, 0);
        if (width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw ImageFaultException.damaged("it announces %d x %d pixels", width, height);
        }

        final long compression = directory.number(COMPRESSION, 1);
        if (!COMPRESSIONS.contains(compression)) {
            throw ImageFaultException.unsupported("compression %s", OTHER_COMPRESSIONS.getOrDefault(compression, Long.toString(compression)));
        }

        final long[] depths = directory.numbers(BITS_PER_SAMPLE);
        final long bits = depths.length == 0 ? 1 : depths[0];
        final long sampleFormat = directory.number(SAMPLE_FORMAT, 1);
        final boolean floating = sampleFormat == FLOAT;
        if (Arrays.stream(depths).anyMatch(depth -> depth != bits) || bits < 1 || bits > Integer.SIZE || sampleFormat != 1 && !(floating && bits == Float.SIZE)) {
            throw ImageFaultException.unsupported("samples of %s bits in the format %d", Arrays.toString(depths), sampleFormat);
        }

        final long channels = directory.number(SAMPLES_PER_PIXEL, 1);
        final Meaning meaning = Meaning.of(directory.number(COLOURS, channels < Meaning.RGB.channels ? Meaning.GREY.number : Meaning.RGB.number));
        if (channels < meaning.channels || channels > meaning.channels + 1 || meaning == Meaning.INK && directory.number(INK_SET, 1) != 1) {
            throw ImageFaultException.unsupported("%d channels for colours of the meaning %d", channels, meaning.number);
        }

        final boolean whole = bits == Byte.SIZE || bits == Short.SIZE;
        final boolean fits = switch (meaning) {
            case PALETTE -> bits <= Byte.SIZE && channels == 1;
            case YCBCR -> bits == Byte.SIZE;
            case INK -> whole;
            default -> whole || bits == Integer.SIZE || bits < Short.SIZE && channels == meaning.channels;
        };
        if (!fits || compression == JPEG && bits != Byte.SIZE) {
            throw ImageFaultException.unsupported("%d channels of %d bits for colours of the meaning %d", channels, bits, meaning.number);
        }

        checkData(directory, encoded.length);
        if (compression == UNCOMPRESSED && meaning != Meaning.YCBCR) {
            checkLengths(directory, width, height, bits, channels);
        }

        return new TiffFormat((int) width, (int) height, (int) bits, floating, meaning, (int) channels, directory.number(EXTRA_SAMPLES, 0) == 1, compression == JPEG,
                Orientation.of(directory));
    }

    /** RAW files of cameras are TIFF files whose first image is a small one for the eye, or whose pixels have one colour each. */
    private static void refuseRaw(final TiffDirectory directory) throws ImageFaultException {
        boolean raw = directory.has(DNG_VERSION) || isSensor(directory);
        for (final long offset : directory.numbers(SUB_DIRECTORIES)) {
            raw |= isSensor(directory.at(offset)) || (directory.number(NEW_SUBFILE_TYPE, 0) & 1) == 1;
        }

        if (raw) {
            throw ImageFaultException.unsupported("a RAW file of a camera (%s), as it came from the sensor", directory.text(MAKE));
        }
    }

    private static boolean isSensor(final TiffDirectory directory) throws ImageFaultException {
        final long colours = directory.number(COLOURS, 0);
        return colours == COLOUR_FILTER || colours == LINEAR_RAW;
    }

    private static void checkData(final TiffDirectory directory, final int fileBytes) throws ImageFaultException {
        final boolean tiled = directory.has(TILE_WIDTH);
        final long[] offsets = directory.numbers(tiled ? TILE_OFFSETS : STRIP_OFFSETS);
        final long[] lengths = directory.numbers(tiled ? TILE_BYTES : STRIP_BYTES);
        if (offsets.length == 0 || lengths.length != 0 && lengths.length != offsets.length) {
            throw ImageFaultException.damaged("it has %d parts with %d lengths", offsets.length, lengths.length);
        }

        for (int index = 0; index < offsets.length; index++) {
            final long end = offsets[index] + (lengths.length == 0 ? 1 : lengths[index]);
            if (offsets[index] < 0 || end < offsets[index] || end > fileBytes) {
                throw ImageFaultException.damaged("a part of its pixels goes from byte %d to %d of %d", offsets[index], end, fileBytes);
            }
        }

        final long tileWidth = directory.number(TILE_WIDTH, 1);
        final long tileHeight = directory.number(TILE_HEIGHT, 1);
        if (tileWidth < 1 || tileHeight < 1 || tileWidth > LARGEST_TILE / tileHeight) {
            throw ImageFaultException.damaged("its tiles announce %d x %d pixels", tileWidth, tileHeight);
        }
    }

    /** Of samples that are not compressed the length is known. */
    private static void checkLengths(final TiffDirectory directory, final long width, final long height, final long bits, final long channels) throws ImageFaultException {
        final boolean tiled = directory.has(TILE_WIDTH);
        final boolean planar = directory.number(PLANAR, 1) == 2;
        final long rows = tiled ? directory.number(TILE_HEIGHT, 1) : Math.min(height, directory.number(ROWS_PER_STRIP, height));
        final long rowBytes = ((tiled ? directory.number(TILE_WIDTH, 1) : width) * bits * (planar ? 1 : channels) + Byte.SIZE - 1) / Byte.SIZE;
        final long[] lengths = directory.numbers(tiled ? TILE_BYTES : STRIP_BYTES);
        final long parts = Math.max(1, (height + rows - 1) / Math.max(1, rows));
        for (int index = 0; index < lengths.length; index++) {
            final long inPart = tiled ? rows : Math.min(rows, height - index % parts * rows);
            if (lengths[index] < inPart * rowBytes) {
                throw ImageFaultException.damaged("a part of its pixels has %d bytes of %d", lengths[index], inPart * rowBytes);
            }
        }
    }
}
