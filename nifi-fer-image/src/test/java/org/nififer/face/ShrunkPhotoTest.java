package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ShrunkPhotoTest {

    @Test
    void testLongerSideIsLimited() {
        try (ShrunkPhoto shrunk = new ShrunkPhoto(RgbImage.black(1000, 3000), 640)) {
            assertEquals(213, shrunk.bgr().cols());
            assertEquals(640, shrunk.bgr().rows());
            assertEquals(640 / 3000.0, shrunk.scale(), 1e-12);
        }
    }

    @Test
    void testSmallPhotosKeepTheirSize() {
        try (ShrunkPhoto shrunk = new ShrunkPhoto(RgbImage.black(100, 30), 640)) {
            assertEquals(100, shrunk.bgr().cols());
            assertEquals(1, shrunk.scale(), 0);
        }
    }

    @Test
    void testShrinkingAgainCountsFromThePhoto() {
        try (ShrunkPhoto large = new ShrunkPhoto(RgbImage.black(1280, 960), 640); ShrunkPhoto small = new ShrunkPhoto(large, 320);
            ShrunkPhoto same = new ShrunkPhoto(small, 640)) {
            assertEquals(240, small.bgr().rows());
            assertEquals(0.25, small.scale(), 1e-12);
            assertEquals(240, same.bgr().rows());
            assertEquals(0.25, same.scale(), 1e-12);
            assertEquals(480, large.bgr().rows());
        }
    }

    @Test
    void testAPixelIsLeft() {
        try (ShrunkPhoto shrunk = new ShrunkPhoto(RgbImage.black(5000, 1), 100)) {
            assertEquals(1, shrunk.bgr().rows());
        }
    }
}
