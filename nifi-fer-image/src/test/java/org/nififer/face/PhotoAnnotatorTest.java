package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;
import org.nififer.face.PhotoAnnotator.Annotation;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PhotoAnnotatorTest {

    private final RgbImage photo = RgbImage.black(320, 240);

    @Test
    void testTheGivenPhotoStaysAsItIs() {
        final RgbImage annotated = PhotoAnnotator.annotate(photo, List.of(new Annotation(new BoundingBox(40, 60, 80, 80), "fear")));

        assertEquals(0, yellow(photo, 0, 0, 320, 240));
        assertNotEquals(0, yellow(annotated, 0, 0, 320, 240));
        assertArrayEquals(photo.pixels(), PhotoAnnotator.annotate(photo, List.of()).pixels());
    }

    @Test
    void testBoxWithoutText() {
        final RgbImage annotated = PhotoAnnotator.annotate(photo, List.of(new Annotation(new BoundingBox(40, 60, 80, 90), "")));

        assertTrue(yellow(annotated, 38, 58, 84, 4) >= 80);
        assertTrue(yellow(annotated, 38, 148, 84, 4) >= 80);
        assertEquals(0, yellow(annotated, 45, 65, 70, 80));
        assertEquals(0, yellow(annotated, 0, 0, 320, 55));
    }

    @Test
    void testLabelStandsAboveTheBox() {
        final RgbImage annotated = PhotoAnnotator.annotate(photo, List.of(new Annotation(new BoundingBox(40, 60, 80, 80), "anger")));

        assertTrue(yellow(annotated, 40, 40, 60, 19) > 400);
        assertTrue(dark(annotated, 40, 45, 40, 12) > 20);
    }

    @Test
    void testLabelStaysInsideThePhoto() {
        for (final BoundingBox box : List.of(new BoundingBox(300, -30, 60, 60), new BoundingBox(-40, 220, 60, 60), new BoundingBox(290, 230, 90, 90))) {
            final String text = "surprise 0.93";
            final RgbImage annotated = PhotoAnnotator.annotate(photo, List.of(new Annotation(box, text)));
            final RgbImage inTheMiddle = PhotoAnnotator.annotate(photo, List.of(new Annotation(new BoundingBox(100, 100, 60, 60), text)));

            // As much label as there is in the middle, where nothing can be cut off.
            assertTrue(yellow(annotated, 0, 0, 320, 240) > 0.8 * yellow(inTheMiddle, 80, 70, 240, 29), box.toString());
        }
    }

    @Test
    void testLongTextAndOtherLettersAreNoError() {
        final String text = "überraschung ".repeat(20);
        final RgbImage annotated = PhotoAnnotator.annotate(photo, List.of(new Annotation(new BoundingBox(10, 100, 50, 50), text)));
        final RgbImage dot = PhotoAnnotator.annotate(RgbImage.black(1, 1), List.of(new Annotation(new BoundingBox(0, 0, 1, 1), "fear")));

        assertTrue(yellow(annotated, 0, 60, 320, 40) > 300);
        assertEquals(1, dot.width());
    }

    private static int yellow(final RgbImage image, final int left, final int top, final int width, final int height) {
        int count = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                count += image.value(x, y, 0) > 150 && image.value(x, y, 1) > 120 && image.value(x, y, 2) < 100 ? 1 : 0;
            }
        }

        return count;
    }

    private static int dark(final RgbImage image, final int left, final int top, final int width, final int height) {
        int count = 0;
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                count += image.value(x, y, 0) < 80 ? 1 : 0;
            }
        }

        return count;
    }
}
