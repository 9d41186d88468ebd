package org.nififer.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import org.nififer.common.RgbImage;
import org.nififer.image.TiffFormat.Meaning;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/**
 * Reads BMP and TIFF files with TwelveMonkeys ImageIO, in Java alone. The readers are made by their classes: the JVM's registry of readers belongs to whoever
 * came first, which in a server with many class loaders is somebody else. Colours are taken as the file stores them, without its colour profile.
 */
final class JavaReader {

    private static final double WHITE = 255;

    private JavaReader() {
    }

    /** The colours of a BMP file; transparency is left out. */
    static RgbImage readBmp(final byte[] encoded) throws IOException, ImageFaultException {
        return coloured(using(new BMPImageReaderSpi(), encoded, false, reader -> reader.read(0)));
    }

    /** The colours of the first image of a TIFF file, upright where this is asked for; transparency is left out. */
    static RgbImage readTiff(final byte[] encoded, final ExifOrientation turning) throws IOException, ImageFaultException {
        final TiffFormat format = TiffFormat.read(encoded);
        final TIFFImageReaderSpi provider = new TIFFImageReaderSpi();
        final RgbImage image = switch (format.meaning()) {
            case PALETTE, YCBCR -> coloured(using(provider, encoded, format.ofJpegs(), reader -> reader.read(0)));
            // As images the samples would be limited to what colours can be.
            default -> scaled(using(provider, encoded, format.ofJpegs(), reader -> reader.readRaster(0, null)), format);
        };
        return turning == ExifOrientation.APPLY ? Orientation.apply(image, format.orientation()) : image;
    }

    /** What is done with a reader. */
    @FunctionalInterface
    private interface Use<T> {

        T apply(ImageReader reader) throws IOException;
    }

    private static <T> T using(final ImageReaderSpi provider, final byte[] encoded, final boolean warningsMatter, final Use<T> use) throws IOException, ImageFaultException {
        // Whatever the readers look up must not depend on who calls.
        final Thread thread = Thread.currentThread();
        final ClassLoader caller = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        final ImageReader reader = provider.createReaderInstance();
        final List<String> warnings = new ArrayList<>();
        try (ByteArrayImageInputStream input = new ByteArrayImageInputStream(encoded)) {
            reader.setInput(input, true, true);
            // Of damaged JPEG data there are only warnings; the others are of what does not matter, such as a colour profile.
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            final T result = use.apply(reader);
            if (warningsMatter && !warnings.isEmpty()) {
                throw ImageFaultException.damaged("%s", warnings.getFirst());
            }

            return result;
        } catch (final IIOException e) {
            if (e.getMessage() != null && e.getMessage().startsWith("Unsupported")) {
                throw ImageFaultException.unsupported("%s", e.getMessage());
            }

            throw e;
        } finally {
            reader.dispose();
            thread.setContextClassLoader(caller);
        }
    }

    /** The colours as the reader has found them. */
    private static RgbImage coloured(final BufferedImage image) {
        final byte[] pixels = new byte[image.getWidth() * image.getHeight() * RgbImage.CHANNELS];
        final int[] row = new int[image.getWidth()];
        int target = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, image.getWidth(), 1, row, 0, image.getWidth());
            for (final int colour : row) {
                pixels[target++] = (byte) (colour >> Short.SIZE);
                pixels[target++] = (byte) (colour >> Byte.SIZE);
                pixels[target++] = (byte) colour;
            }
        }

        return new RgbImage(image.getWidth(), image.getHeight(), pixels);
    }

    private static RgbImage scaled(final Raster raster, final TiffFormat format) throws ImageFaultException {
        final int width = raster.getWidth();
        final int bands = raster.getNumBands();
        final byte[] pixels = new byte[width * raster.getHeight() * RgbImage.CHANNELS];
        final double[] samples = new double[width * bands];
        int target = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, samples);
            for (int x = 0; x < width; x++, target += RgbImage.CHANNELS) {
                store(samples, x * bands, bands, format, pixels, target);
            }
        }

        return new RgbImage(width, raster.getHeight(), pixels);
    }

    /** Puts a pixel of one to five samples into the image. */
    private static void store(final double[] samples, final int first, final int bands, final TiffFormat format, final byte[] pixels, final int target) throws ImageFaultException {
        final double white = format.floating() ? 1 : Math.pow(2, format.bits()) - 1;
        final int colours = bands < RgbImage.CHANNELS ? 1 : RgbImage.CHANNELS;
        final boolean ink = format.meaning() == Meaning.INK;
        final boolean inverted = ink || format.meaning() == Meaning.INVERTED_GREY;
        final double scale;
        if (ink) {
            scale = 1 - samples[first + RgbImage.CHANNELS] / white;
        } else if (format.multiplied() && bands == colours + 1) {
            final double alpha = unsigned(samples[first + colours]) / white;
            scale = alpha > 0 ? 1 / alpha : 0;
        } else {
            scale = 1;
        }

        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
            final double sample = unsigned(samples[first + (colours == 1 ? 0 : channel)]) / white;
            if (!(sample >= 0 && sample <= 1)) {
                throw ImageFaultException.unsupported("a sample of %s, where 0 is black and 1 is white", sample);
            }

            pixels[target + channel] = (byte) Math.min(WHITE, Math.floor((inverted ? 1 - sample : sample) * scale * WHITE + 0.5));
        }
    }

    /** Samples of 32 bits come as whole numbers with a sign. */
    private static double unsigned(final double sample) {
        return sample < 0 && sample == Math.rint(sample) ? sample + 4_294_967_296.0 : sample;
    }
}
