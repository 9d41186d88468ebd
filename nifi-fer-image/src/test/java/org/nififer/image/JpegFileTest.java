package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.nififer.common.RgbImage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JpegFileTest {

    private static final RgbImage PICTURE = EncodedImages.shaded(75, 53);

    private final byte[] colour = EncodedImages.encode(".jpg", PICTURE);

    @Test
    void testWhatIsNotNeededIsLeftOut() throws ImageFaultException {
        final byte[] longer = EncodedImages.withSegment(EncodedImages.withSegment(colour, 0xFE, "A note".getBytes(StandardCharsets.US_ASCII)), 0xE1, colour);

        assertArrayEquals(JpegFile.read(colour).checked(), JpegFile.read(Arrays.copyOf(longer, longer.length + 100)).checked());
    }

    @Test
    void testEveryTruncationIsNoticed() throws IOException {
        for (final byte[] encoded : new byte[][] {colour, EncodedImages.jpeg(PICTURE, true)}) {
            for (int length = 2; length < encoded.length; length++) {
                final byte[] truncated = Arrays.copyOf(encoded, length);
                assertThrows(ImageFaultException.class, () -> JpegFile.read(truncated), () -> truncated.length + " of " + encoded.length);
            }
        }
    }

    @Test
    void testDataThatEndEarlyAreNoticedAlthoughTheEndMarkerIsThere() throws IOException {
        for (final byte[] encoded : new byte[][] {colour, EncodedImages.jpeg(PICTURE, true)}) {
            final byte[] shorter = Arrays.copyOf(encoded, encoded.length - 40);
            shorter[shorter.length - 2] = (byte) 0xFF;
            shorter[shorter.length - 1] = (byte) 0xD9;

            assertThrows(ImageFaultException.class, () -> JpegFile.read(shorter));
        }
    }

    @Test
    void testBytesBetweenDataAndMarkerAreLeftOut() throws ImageFaultException {
        final ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.write(colour, 0, colour.length - 2);
        longer.writeBytes(new byte[] {0, 17, (byte) 0xFF, 0, 5, (byte) 0xFF, (byte) 0xFF, (byte) 0xD9});

        assertArrayEquals(JpegFile.read(colour).checked(), JpegFile.read(longer.toByteArray()).checked());
    }

    @Test
    void testOrientationIsThatOfTheFirstExifSegment() throws ImageFaultException {
        assertEquals(1, JpegFile.read(colour).orientation());
        assertEquals(8, JpegFile.read(EncodedImages.withOrientation(EncodedImages.withOrientation(colour, 3), 8)).orientation());
        assertEquals(1, JpegFile.read(EncodedImages.withOrientation(colour, 9)).orientation());
        assertEquals(1, JpegFile.read(EncodedImages.withSegment(colour, 0xE1, new byte[] {'E', 'x', 'i', 'f', 0, 0, 'I', 'I', 1})).orientation());
    }

    @Test
    void testOtherCodingsAreNamed() {
        final byte[] arithmetic = colour.clone();
        arithmetic[indexOf(arithmetic, 0xC0) + 1] = (byte) 0xC9;
        assertTrue(assertThrows(ImageFaultException.class, () -> JpegFile.header(arithmetic)).getMessage().contains("arithmetic"));

        final byte[] deep = colour.clone();
        deep[indexOf(deep, 0xC0) + 4] = 12;
        assertEquals("12 bits a channel", assertThrows(ImageFaultException.class, () -> JpegFile.header(deep)).getMessage());

        final byte[] unknown = EncodedImages.withSegment(colour, 0xEE, new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 7});
        assertEquals("colours that Adobe's marker calls 7", assertThrows(ImageFaultException.class, () -> JpegFile.read(unknown)).getMessage());
    }

    private static int indexOf(final byte[] jpeg, final int marker) {
        int index = 0;
        while (jpeg[index] != (byte) 0xFF || jpeg[index + 1] != (byte) marker) {
            index++;
        }

        return index;
    }
}
