package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.RgbImage;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

class WholeImageFaceDetectorTest {

    @Test
    void testTheImageIsTheFace() {
        try (FaceDetector detector = new WholeImageFaceDetector()) {
            assertEquals(List.of(new Face(new BoundingBox(0, 0, 48, 40), 1)), detector.detect(RgbImage.black(48, 40)));
            assertEquals("none", detector.name());
        }
    }
}
