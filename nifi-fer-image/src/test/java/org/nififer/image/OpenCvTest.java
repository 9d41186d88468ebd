package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;
import org.nififer.natives.SecondLoader;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class OpenCvTest {

    private final RgbImage image = EncodedImages.redAndBlue(6, 4);

    @Test
    void testBgr() {
        final Mat bgr = OpenCv.toBgr(image);

        assertArrayEquals(new double[] {0, 0, 255}, bgr.get(0, 0));
        assertArrayEquals(new double[] {255, 0, 0}, bgr.get(0, 5));
        bgr.release();
    }

    @Test
    void testPartOfAnImage() {
        final Mat part = OpenCv.toRgb(image, 2, 1, 3, 2);
        final RgbImage back = OpenCv.fromRgb(part);
        part.release();

        assertEquals(3, back.width());
        assertEquals(2, back.height());
        for (int x = 0; x < 3; x++) {
            assertEquals(image.value(x + 2, 2, 0), back.value(x, 1, 0));
            assertEquals(image.value(x + 2, 2, 2), back.value(x, 1, 2));
        }
    }

    @Test
    void testEachClassLoaderHasItsOwn() throws Exception {
        OpenCv.load();
        final ClassLoader loader = SecondLoader.create();
        loader.loadClass(OpenCv.class.getName()).getMethod("load").invoke(null);

        final Object mat = loader.loadClass(Mat.class.getName()).getConstructor(int.class, int.class, int.class).newInstance(2, 3, CvType.CV_8UC3);
        assertEquals(6L, mat.getClass().getMethod("total").invoke(mat));
    }
}
