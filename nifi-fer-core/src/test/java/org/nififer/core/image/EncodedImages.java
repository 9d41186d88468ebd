package org.nififer.core.image;

import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Image files as strangers send them.
 */
public final class EncodedImages {

    /** Where a PNG file has its width: after the signature, the length and the name of the first chunk. */
    private static final int PNG_WIDTH = 16;

    private EncodedImages() {
    }

    /** An image whose left half is red and whose right half is blue. */
    public static RgbImage redAndBlue(final int width, final int height) {
        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                pixels[(y * width + x) * RgbImage.CHANNELS + (x < width / 2 ? 0 : 2)] = (byte) 0xFF;
            }
        }

        return new RgbImage(width, height, pixels);
    }

    /** A file of one colour in any depth and number of channels. */
    public static byte[] plain(final String extension, final int type, final Scalar colour) {
        OpenCv.load();
        final Mat mat = new Mat(20, 30, type, colour);
        final byte[] encoded = encode(extension, mat);
        mat.release();
        return encoded;
    }

    public static byte[] encode(final String extension, final RgbImage image) {
        final Mat bgr = OpenCv.toBgr(image);
        final byte[] encoded = encode(extension, bgr);
        bgr.release();
        return encoded;
    }

    public static byte[] truncated(final byte[] encoded, final double part) {
        return Arrays.copyOf(encoded, (int) (encoded.length * part));
    }

    /** A PNG file whose header announces another size. */
    public static byte[] pngAnnouncing(final int width, final int height) {
        final byte[] encoded = plain(".png", CvType.CV_8UC3, new Scalar(1, 2, 3));
        ByteBuffer.wrap(encoded).putInt(PNG_WIDTH, width).putInt(PNG_WIDTH + Integer.BYTES, height);
        return encoded;
    }

    /** A JPEG file whose header announces another size. */
    public static byte[] jpegAnnouncing(final int width, final int height) {
        final byte[] encoded = plain(".jpg", CvType.CV_8UC3, new Scalar(1, 2, 3));
        final int frame = indexOfFrame(encoded);
        ByteBuffer.wrap(encoded).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        return encoded;
    }

    /** A JPEG file with an EXIF orientation: 6 says that the picture is to be turned clockwise. */
    public static byte[] withOrientation(final byte[] jpeg, final int orientation) {
        final byte[] exif = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {'E', 'x', 'i', 'f', 0, 0, 'I', 'I'}).putShort((short) 42).putInt(8)
            .putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1).putInt(orientation).putInt(0).array();
        return withSegment(jpeg, 0xE1, exif);
    }

    /**
     * A CMYK JPEG file of one colour.
     *
     * @param adobe    whether it has Adobe's marker, with which the channels are the light that is left, not the ink
     * @param channels four values, 0 to 255
     */
    public static byte[] cmyk(final boolean adobe, final int... channels) throws IOException {
        final WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 32, 32, channels.length, null);
        for (int index = 0; index < 32 * 32; index++) {
            raster.setPixel(index % 32, index / 32, channels);
        }

        final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(encoded)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }

        final byte[] undefined = encoded.toByteArray();
        return adobe ? withSegment(undefined, 0xEE, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}) : undefined;
    }

    /** A JPEG file with one more segment after its start. */
    static byte[] withSegment(final byte[] jpeg, final int marker, final byte[] content) {
        final ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(jpeg, 0, 2);
        result.write(0xFF);
        result.write(marker);
        result.write(content.length + 2 >> Byte.SIZE);
        result.write(content.length + 2);
        result.write(content, 0, content.length);
        result.write(jpeg, 2, jpeg.length - 2);
        return result.toByteArray();
    }

    private static byte[] encode(final String extension, final Mat mat) {
        final MatOfByte buffer = new MatOfByte();
        Imgcodecs.imencode(extension, mat, buffer);
        final byte[] encoded = buffer.toArray();
        buffer.release();
        return encoded;
    }

    private static int indexOfFrame(final byte[] jpeg) {
        for (int index = 0; index < jpeg.length; index++) {
            if (jpeg[index] == (byte) 0xFF && jpeg[index + 1] == (byte) 0xC0) {
                return index;
            }
        }

        throw new IllegalArgumentException("The file has no baseline frame");
    }
}
