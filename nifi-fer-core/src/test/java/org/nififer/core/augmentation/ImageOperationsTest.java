package org.nififer.core.augmentation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.core.InvalidInputException;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageOperationsTest {

    @Test
    void testTextIsReadBack() throws InvalidInputException {
        final ImageOperations operations = new ImageOperations(List.of(new Autocontrast(), new Rotation(-3.481)));

        assertEquals("autocontrast() rotation(-3.481)", operations.text());
        assertEquals(operations, ImageOperations.parse(operations.text()));
    }

    @Test
    void testAppliedFromFirstToLast() throws IOException {
        final RgbImage image = ReferenceImage.image();

        final RgbImage expected = new Rotation(5).apply(new Autocontrast().apply(image));

        assertArrayEquals(expected.pixels(), ImageOperations.parse("autocontrast() rotation(5)").apply(image).pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "flip()", "rotation()", "rotation(ten)", "rotation(NaN)", "autocontrast(1)", "rotation(1)  rotation(2)"})
    void testOtherTexts(final String text) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageOperations.parse(text));
        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().contains("'" + text + "'"), exception.getMessage());
    }
}
