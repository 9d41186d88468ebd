package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;

import java.util.OptionalLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PerceptualHashTest {

    private static final RgbImage FACE = DrawnFaces.face(Expression.SURPRISE, 3, 0, 96);

    @Test
    void testSameFaceInAnotherSizeAndCompressionIsNear() throws Exception {
        final RgbImage compressed = ImageCodec.decode(ImageCodec.encodeJpeg(ImageResizer.resize(FACE, 60, 60), 60), "face");

        final int distance = PerceptualHash.distance(PerceptualHash.of(FACE).orElseThrow(), PerceptualHash.of(compressed).orElseThrow());

        assertTrue(distance <= 4, "Distance " + distance);
    }

    @Test
    void testBrighterCopyIsNear() {
        final byte[] pixels = FACE.pixels().clone();
        for (int position = 0; position < pixels.length; position++) {
            pixels[position] = (byte) (Byte.toUnsignedInt(pixels[position]) / 2 + 40);
        }

        final int distance = PerceptualHash.distance(PerceptualHash.of(FACE).orElseThrow(),
                PerceptualHash.of(new RgbImage(FACE.width(), FACE.height(), pixels)).orElseThrow());

        assertTrue(distance <= 4, "Distance " + distance);
    }

    @Test
    void testAnotherPersonIsFar() {
        final RgbImage other = DrawnFaces.face(Expression.SADNESS, 17, 0, 96);

        final int distance = PerceptualHash.distance(PerceptualHash.of(FACE).orElseThrow(), PerceptualHash.of(other).orElseThrow());

        assertTrue(distance >= 8, "Distance " + distance);
    }

    @Test
    void testHalfOfTheBitsAreSet() {
        assertEquals(PerceptualHash.BITS / 2, Long.bitCount(PerceptualHash.of(FACE).orElseThrow()));
    }

    @Test
    void testFlatImageHasNone() {
        assertEquals(OptionalLong.empty(), PerceptualHash.of(RgbImage.black(1, 1)));
    }
}
