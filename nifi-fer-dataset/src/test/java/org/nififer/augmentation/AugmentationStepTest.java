package org.nififer.augmentation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.augmentation.AugmentationStep.Kind;

import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AugmentationStepTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void testANameAloneHasTheUsualValues(final Kind kind) {
        assertEquals(AugmentationStep.of(kind), AugmentationStep.parse(kind.label()));
        assertEquals(kind.label(), AugmentationStep.of(kind).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flip:0.3", "greyscale:0.2", "erasing:0.25", "autocontrast:1", "rotation:15", "rotation:15@0.5", "rotation@0.5", "shift:0.05", "zoom:0.9-1.3",
        "zoom:0.9-1.3@0.75", "brightness:0.2", "contrast:0.2@1", "crop:0.7@0.25"})
    void testATextIsReadAsItIsWritten(final String text) {
        assertEquals(text, AugmentationStep.parse(text).text());
    }

    @Test
    void testNumbers() {
        assertEquals(new AugmentationStep(Kind.ROTATION, -15, 15, 0.5), AugmentationStep.parse("rotation:15@0.5"));
        assertEquals(new AugmentationStep(Kind.ZOOM, 0.85, 1.2, 1), AugmentationStep.parse("zoom:0.85-1.2"));
        assertEquals(new AugmentationStep(Kind.CROP, 0.7, 1, 0.5), AugmentationStep.parse("crop:0.7"));
        assertEquals(new AugmentationStep(Kind.ERASING, 0, 0, 0.25), AugmentationStep.parse("erasing:0.25"));
        assertEquals("rotation:12.5", AugmentationStep.parse("rotation:12.50").text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "blur              | 'blur' is no operation on images; expected some of [autocontrast, brightness, contrast, greyscale, flip, rotation",
        "rotation:         | 'rotation:' is no operation with strength and chance",
        "rotation:-5       | 'rotation:-5' is no operation with strength and chance",
        "rotation:NaN      | 'rotation:NaN' is no operation with strength and chance",
        "~~|'' is no operation with strength and chance",
        "rotation:0        | rotation within 0; expected a number above 0, at most 180",
        "rotation:200      | rotation within 200; expected a number above 0, at most 180",
        "rotation:5-10     | 'rotation:5-10' does not have the form of rotation:STRENGTH@CHANCE",
        "rotation:5@1.5    | rotation with a chance of 1.5; expected above 0, at most 1",
        "shift:0.6         | shift within 0.6; expected a number above 0, at most 0.5",
        "zoom:0.9          | 'zoom:0.9' does not have the form of zoom:LOWEST-HIGHEST@CHANCE",
        "zoom:1.2-0.9      | zoom from 1.2 to 0.9; expected two numbers of 0.5 to 2, the lower first",
        "zoom:0.9-2.5      | zoom from 0.9 to 2.5; expected two numbers of 0.5 to 2, the lower first",
        "crop:1            | crop of 1; expected a number from 0.1 to below 1",
        "flip@0.5          | 'flip@0.5' does not have the form of flip:CHANCE",
        "flip:0            | flip with a chance of 0.0; expected above 0, at most 1",
        "erasing:0.2-0.4   | 'erasing:0.2-0.4' does not have the form of erasing:CHANCE"})
    void testWhatIsWrongIsNamed(final String text, final String message) {
        final String actual = assertThrows(IllegalArgumentException.class, () -> AugmentationStep.parse(text)).getMessage();
        assertTrue(actual.startsWith(message), actual);
    }

    @Test
    void testSeveralAreReadInTheOrderOfTheirKinds() {
        final List<AugmentationStep> steps = AugmentationStep.parseAll("rotation:12, flip,zoom:0.85-1.15");
        assertEquals("flip,rotation:12,zoom:0.85-1.15", AugmentationStep.textOf(steps));
        assertEquals(steps, AugmentationStep.parseAll(AugmentationStep.textOf(steps)));
        final String twice = assertThrows(IllegalArgumentException.class, () -> AugmentationStep.parseAll("flip,rotation,flip:0.3")).getMessage();
        assertEquals("flip and flip:0.3; expected each operation once", twice);
        assertThrows(IllegalArgumentException.class, () -> AugmentationStep.parseAll("rotation,"));
    }

    @Test
    void testNumbersAreDrawnEvenly() {
        final AugmentationStep step = AugmentationStep.parse("zoom:0.8-1.2@0.25");
        final SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        int applied = 0;
        for (int draw = 0; draw < 4000; draw++) {
            applied += step.applies(random) ? 1 : 0;
            final double value = step.draw(random);
            assertTrue(value >= 0.8 && value < 1.2);
            sum += value;
        }

        assertEquals(1, sum / 4000, 0.01);
        assertEquals(0.25, applied / 4000.0, 0.03);
    }
}
