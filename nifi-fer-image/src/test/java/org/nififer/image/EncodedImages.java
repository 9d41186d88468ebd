package org.nififer.image;

import org.nififer.common.RgbImage;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
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

    /** An image in which no two pixels beside each other are the same: red grows to the right, green downwards, blue jumps in the middle. */
    public static RgbImage shaded(final int width, final int height) {
        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final int index = (y * width + x) * RgbImage.CHANNELS;
                pixels[index] = (byte) (x * 255 / (width - 1));
                pixels[index + 1] = (byte) (y * 255 / (height - 1));
                pixels[index + 2] = (byte) (x * 2 < width ? 200 : 40);
            }
        }

        return new RgbImage(width, height, pixels);
    }

    /** A file of the test resources, which others have written. */
    static byte[] resource(final String name) throws IOException {
        try (InputStream input = EncodedImages.class.getResourceAsStream(name)) {
            return input.readAllBytes();
        }
    }

    /** A block of EXIF data with an orientation. */
    static byte[] exif(final int orientation) {
        return ByteBuffer.allocate(26).order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {'I', 'I'}).putShort((short) 42).putInt(8)
            .putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1).putInt(orientation).putInt(0).array();
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
        return withSegment(jpeg, 0xE1, ByteBuffer.allocate(32).put(new byte[] {'E', 'x', 'i', 'f', 0, 0}).put(exif(orientation)).array());
    }

    /** A JPEG file as Java writes it, with the colours in half the resolution. */
    static byte[] jpeg(final RgbImage image, final boolean progressive) throws IOException {
        final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        final ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        return write(writer, parameters, buffered(image));
    }

    /** A GIF file as Java writes it, for an image of at most 256 colours. */
    static byte[] gif(final BufferedImage image, final boolean interlaced) throws IOException {
        final ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        final ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        return write(writer, parameters, image);
    }

    private static byte[] write(final ImageWriter writer, final ImageWriteParam parameters, final BufferedImage image) throws IOException {
        final ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(encoded)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }

        return encoded.toByteArray();
    }

    private static BufferedImage buffered(final RgbImage image) {
        final BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                buffered.setRGB(x, y, image.value(x, y, 0) << 16 | image.value(x, y, 1) << 8 | image.value(x, y, 2));
            }
        }

        return buffered;
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
