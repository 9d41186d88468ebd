package org.nififer.processors.common;

import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * The same photo of one face as strangers send it.
 */
public final class StrangePhotos {

    /** The photo as it should be seen. */
    public static final RgbImage PHOTO = DrawnFaces.photo(1, 320, 240, List.of(Expression.HAPPINESS)).image();

    /** Where a PNG file has its width: after the signature, the length and the name of the first chunk. */
    private static final int PNG_WIDTH = 16;

    private StrangePhotos() {
    }

    /** Files that show the photo, by name: grey, with transparency, of 16 bits, in CMYK, and turned with an EXIF orientation that says so. */
    public static Map<String, byte[]> readable() throws IOException {
        final Map<String, byte[]> photos = new LinkedHashMap<>();
        photos.put("grey.png", png(BufferedImage.TYPE_BYTE_GRAY));
        photos.put("alpha.png", png(BufferedImage.TYPE_INT_ARGB));
        photos.put("deep.png", png(BufferedImage.TYPE_USHORT_GRAY));
        photos.put("cmyk.jpg", cmyk());
        photos.put("turned.jpg", turned());
        return photos;
    }

    /** Files that are no photo, by name, with the code of what is wrong with them. */
    public static Map<String, Unreadable> unreadable() {
        final byte[] png = ImageCodec.encodePng(PHOTO);
        final byte[] jpeg = ImageCodec.encodeJpeg(PHOTO, 90);
        final byte[] huge = png.clone();
        ByteBuffer.wrap(huge).putInt(PNG_WIDTH, 30_000).putInt(PNG_WIDTH + Integer.BYTES, 30_000);
        final Map<String, Unreadable> files = new LinkedHashMap<>();
        files.put("empty.jpg", new Unreadable(new byte[0], "INVALID_IMAGE"));
        files.put("truncated.png", new Unreadable(Arrays.copyOf(png, png.length / 2), "INVALID_IMAGE"));
        files.put("truncated.jpg", new Unreadable(Arrays.copyOf(jpeg, jpeg.length / 2), "INVALID_IMAGE"));
        files.put("letter.jpg", new Unreadable("Dear Sir or Madam".getBytes(StandardCharsets.UTF_8), "INVALID_IMAGE"));
        files.put("huge.png", new Unreadable(huge, "IMAGE_TOO_LARGE"));
        return files;
    }

    /** A JPEG that is stored lying on its left side and says by EXIF that it is to be turned clockwise. */
    public static byte[] turned() {
        final byte[] lying = new byte[PHOTO.pixels().length];
        for (int y = 0; y < PHOTO.height(); y++) {
            for (int x = 0; x < PHOTO.width(); x++) {
                final int target = (PHOTO.width() - 1 - x) * PHOTO.height() + y;
                System.arraycopy(PHOTO.pixels(), (y * PHOTO.width() + x) * RgbImage.CHANNELS, lying, target * RgbImage.CHANNELS, RgbImage.CHANNELS);
            }
        }

        final byte[] exif = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'E', 'x', 'i', 'f', 0, 0, 'I', 'I'}).putShort((short) 42).putInt(8)
                .putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1).putInt(6).putInt(0).array();
        return withSegment(ImageCodec.encodeJpeg(new RgbImage(PHOTO.height(), PHOTO.width(), lying), 95), 0xE1, exif);
    }

    private static byte[] png(final int type) throws IOException {
        final BufferedImage image = new BufferedImage(PHOTO.width(), PHOTO.height(), type);
        for (int y = 0; y < PHOTO.height(); y++) {
            for (int x = 0; x < PHOTO.width(); x++) {
                image.setRGB(x, y, 0xFF << 24 | PHOTO.value(x, y, 0) << 16 | PHOTO.value(x, y, 1) << 8 | PHOTO.value(x, y, 2));
            }
        }

        final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(image, "png", encoded);
        return encoded.toByteArray();
    }

    /** With Adobe's marker, so the channels hold the light that is left, not the ink. */
    private static byte[] cmyk() throws IOException {
        final WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, PHOTO.width(), PHOTO.height(), 4, null);
        for (int y = 0; y < PHOTO.height(); y++) {
            for (int x = 0; x < PHOTO.width(); x++) {
                raster.setPixel(x, y, new int[] {PHOTO.value(x, y, 0), PHOTO.value(x, y, 1), PHOTO.value(x, y, 2), 255});
            }
        }

        final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(encoded)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }

        return withSegment(encoded.toByteArray(), 0xEE, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0});
    }

    /** A JPEG file with one more segment after its start. */
    private static byte[] withSegment(final byte[] jpeg, final int marker, final byte[] content) {
        return ByteBuffer.allocate(jpeg.length + content.length + 4).put(jpeg, 0, 2).put((byte) 0xFF).put((byte) marker).putShort((short) (content.length + 2))
                .put(content).put(jpeg, 2, jpeg.length - 2).array();
    }

    /** A file, and the code by which it is refused. */
    public record Unreadable(byte[] content, String code) {
    }
}
