package org.nififer.image;

import org.nififer.common.RgbImage;
import org.nififer.natives.NativeBundle;
import org.nififer.natives.NativePlatform;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgproc.Imgproc;

import java.io.IOException;
import java.util.Locale;

/**
 * The one place that loads OpenCV and crosses between {@link RgbImage} and {@link Mat}.
 */
public final class OpenCv {

    private static volatile boolean loaded;

    private OpenCv() {
    }

    /**
     * Loads the native library on first use; every user of an {@code org.opencv} class calls it before.
     *
     * @throws UnsatisfiedLinkError where no native library fits this machine, or it cannot be unpacked; the next use tries again
     */
    public static void load() {
        if (loaded) {
            return;
        }

        synchronized (OpenCv.class) {
            if (!loaded) {
                try {
                    bundle().load(folder -> {
                        System.load(folder.resolve(System.mapLibraryName(Core.NATIVE_LIBRARY_NAME)).toString());
                        return folder;
                    });
                } catch (final IOException e) {
                    throw NativeBundle.linkageError(e);
                }

                // Parallelism comes from the callers; OpenCV's own threads would only compete with them and with libtorch.
                Core.setNumThreads(1);
                loaded = true;
            }
        }
    }

    /** A new BGR matrix {@code [height, width, 3]} of an image, released by the caller. */
    public static Mat toBgr(final RgbImage image) {
        load();
        final Mat mat = new Mat(image.height(), image.width(), CvType.CV_8UC3);
        mat.put(0, 0, image.pixels());
        Imgproc.cvtColor(mat, mat, Imgproc.COLOR_RGB2BGR);
        return mat;
    }

    /**
     * A new RGB matrix {@code [height, width, 3]} of a part of an image, released by the caller.
     *
     * @param left   the first column; the part lies inside the image
     * @param top    the first row
     * @param width  pixels
     * @param height pixels
     */
    public static Mat toRgb(final RgbImage image, final int left, final int top, final int width, final int height) {
        load();
        final Mat mat = new Mat(height, width, CvType.CV_8UC3);
        if (width == image.width()) {
            mat.put(0, 0, image.pixels(), top * width * RgbImage.CHANNELS, height * width * RgbImage.CHANNELS);
            return mat;
        }

        for (int row = 0; row < height; row++) {
            mat.put(row, 0, image.pixels(), ((top + row) * image.width() + left) * RgbImage.CHANNELS, width * RgbImage.CHANNELS);
        }

        return mat;
    }

    /** The image of an RGB matrix {@code [height, width, 3]} of unsigned bytes; the matrix stays the caller's and is not changed. */
    public static RgbImage fromRgb(final Mat rgb) {
        final byte[] pixels = new byte[rgb.rows() * rgb.cols() * RgbImage.CHANNELS];
        rgb.get(0, 0, pixels);
        return new RgbImage(rgb.cols(), rgb.rows(), pixels);
    }

    /** The image of a BGR matrix {@code [height, width, 3]} of unsigned bytes; the matrix stays the caller's and is not changed. */
    static RgbImage fromBgr(final Mat bgr) {
        final RgbImage image = fromRgb(bgr);
        final byte[] pixels = image.pixels();
        // In place: OpenCV's conversion would make a second matrix.
        for (int index = 0; index < pixels.length; index += RgbImage.CHANNELS) {
            final byte blue = pixels[index];
            pixels[index] = pixels[index + 2];
            pixels[index + 2] = blue;
        }

        return image;
    }

    /** The library of the jar for this platform. */
    static NativeBundle bundle() throws IOException {
        final String library = System.mapLibraryName(Core.NATIVE_LIBRARY_NAME);
        final String platform = NativePlatform.system("linux", "osx", "windows") + '/' + NativePlatform.architecture("x86_64", "ARMv8");
        return new NativeBundle("opencv").add(OpenCv.class.getClassLoader(), String.format(Locale.ROOT, "nu/pattern/opencv/%s/%s", platform, library), library);
    }
}
