package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.InvalidInputException;
import org.nififer.common.RgbImage;

import java.io.IOException;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageOperationsTest {

    @Test
    void testText() {
        assertEquals("autocontrast() brightness(1.13) flip() rotation(-3.481) rotation(2.0,replicate) crop(0.05,0.1,0.9,0.9) erasing(0.25,0.0,0.5,0.125)",
                new ImageOperations(List.of(new Autocontrast(), new Brightness(1.13), new Flip(), new Rotation(-3.481, RotationBorder.BLACK),
                        new Rotation(2, RotationBorder.REPLICATE), new Crop(new Window(0.05, 0.1, 0.9, 0.9)), new Erasing(new Window(0.25, 0, 0.5, 0.125)))).text());
    }

    @Test
    void testWhatIsDrawnIsReadBack() throws InvalidInputException {
        for (final RotationBorder border : RotationBorder.values()) {
            final AugmentationPolicy policy = new AugmentationPolicy(AugmentationStep.parseAll("autocontrast,brightness,flip,rotation:180,crop,erasing"), border);
            for (int seed = 0; seed < 1000; seed++) {
                final ImageOperations operations = policy.draw(seed);
                assertEquals(operations, ImageOperations.parse(operations.text()));
            }
        }
    }

    @Test
    void testAppliedFromFirstToLast() throws IOException {
        final RgbImage image = ReferenceImage.image();

        final RgbImage expected = new Rotation(5, RotationBorder.BLACK).apply(new Autocontrast().apply(image));

        assertArrayEquals(expected.pixels(), ImageOperations.parse("autocontrast() rotation(5)").apply(image).pixels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "solarize()", "rotation()", "rotation(ten)", "rotation(NaN)", "rotation(1,white)", "rotation(1,black,2)", "autocontrast(1)",
        "rotation(1)  rotation(2)", "flip(1)", "brightness()", "brightness(-0.1)", "brightness(11)", "brightness(1,2)", "crop(0,0,1)", "crop(0.5,0,0.6,1)",
        "crop(0,0,0,1)", "crop(-0.1,0,0.5,0.5)", "erasing(0,0,1,2)", "erasing(0,0,1,NaN)"})
    void testOtherTexts(final String text) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> ImageOperations.parse(text));
        assertEquals(InvalidInputException.Code.INVALID_DATASET, exception.code());
        assertTrue(exception.getMessage().contains("'" + text + "'"), exception.getMessage());
    }

    @Test
    void testBlackCorners() {
        assertTrue(ImageOperations.leavesBlackCorners("autocontrast() rotation(1.0)"));
        assertFalse(ImageOperations.leavesBlackCorners("autocontrast() rotation(1.0,replicate)"));
        assertFalse(ImageOperations.leavesBlackCorners("rotate by ten degrees"));
    }
}
