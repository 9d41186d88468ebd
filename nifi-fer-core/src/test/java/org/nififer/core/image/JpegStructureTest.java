package org.nififer.core.image;

import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Scalar;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JpegStructureTest {

    private final byte[] colour = EncodedImages.encode(".jpg", EncodedImages.redAndBlue(64, 48));

    @Test
    void testChannels() {
        assertEquals(3, JpegStructure.read(colour).channels());
        assertEquals(1, JpegStructure.read(EncodedImages.plain(".jpg", CvType.CV_8UC1, new Scalar(5))).channels());
    }

    @Test
    void testBytesAfterTheEndAreAllowed() {
        final byte[] longer = Arrays.copyOf(colour, colour.length + 100);

        assertTrue(JpegStructure.read(longer).complete());
    }

    @Test
    void testEndMarkerOfAnEmbeddedPreviewIsNotTheEnd() {
        final byte[] withPreview = EncodedImages.withSegment(colour, 0xE1, colour);

        assertTrue(JpegStructure.read(withPreview).complete());
        assertFalse(JpegStructure.read(Arrays.copyOf(withPreview, withPreview.length - 2)).complete());
    }

    @Test
    void testEveryTruncationIsNoticed() {
        for (int length = 0; length < colour.length; length++) {
            assertFalse(JpegStructure.read(Arrays.copyOf(colour, length)).complete());
        }
    }

    @Test
    void testAdobeMarker() {
        assertFalse(JpegStructure.read(colour).adobeMarker());
        assertTrue(JpegStructure.read(EncodedImages.withSegment(colour, 0xEE, new byte[12])).adobeMarker());
    }
}
