package org.nififer.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ImageHeaderTest {

    @ParameterizedTest
    @CsvSource({".jpg,JPEG", ".png,PNG", ".bmp,BMP", ".tiff,TIFF", ".webp,WEBP"})
    void testTypeAndSizeComeFromTheContent(final String extension, final ImageType type) throws InvalidInputException {
        final ImageHeader header = ImageHeader.read(EncodedImages.encode(extension, EncodedImages.redAndBlue(64, 48)), "photo");

        assertEquals(new ImageHeader(type, 64, 48, header.bytesPerPixel()), header);
    }

    @Test
    void testPixelsDoNotOverflow() throws InvalidInputException {
        assertEquals(4_000_000_000L, ImageHeader.read(EncodedImages.pngAnnouncing(1_000_000, 4000), "photo").pixels());
    }

    @Test
    void testHeaderWithoutSize() {
        final byte[] jpeg = EncodedImages.truncated(EncodedImages.encode(".jpg", EncodedImages.redAndBlue(64, 48)), 0.02);

        assertEquals(Code.INVALID_IMAGE, assertThrows(InvalidInputException.class, () -> ImageHeader.read(jpeg, "photo")).code());
    }
}
