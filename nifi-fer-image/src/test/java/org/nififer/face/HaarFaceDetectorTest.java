package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto;
import org.nififer.drawing.DrawnPhoto.DrawnFace;
import org.nififer.image.ImageResizer;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HaarFaceDetectorTest {

    @Test
    void testFindsDrawnFaces() {
        int all = 0;
        int found = 0;
        int others = 0;
        try (FaceDetector detector = new HaarFaceDetector()) {
            for (int seed = 0; seed < 32; seed++) {
                final DrawnPhoto photo = DrawnFaces.photo(seed, 480, 320, List.of(Expression.ofId(seed % 8), Expression.ofId((seed + 3) % 8)));
                final List<Face> faces = detector.detect(photo.image());
                for (final DrawnFace drawn : photo.faces()) {
                    all++;
                    found += faces.stream().anyMatch(face -> face.box().intersectionOverUnion(drawn.box()) >= 0.6) ? 1 : 0;
                }

                others += Math.max(0, faces.size() - photo.faces().size());
            }
        }

        assertTrue(found >= 0.9 * all, String.format(Locale.ROOT, "%d of %d", found, all));
        assertTrue(others <= 3, String.format(Locale.ROOT, "%d others", others));
    }

    @Test
    void testFindsMostRealFaces() throws IOException {
        try (FaceDetector detector = new HaarFaceDetector()) {
            final DetectionPhotos.Count count = DetectionPhotos.count(detector);

            assertTrue(count.found() >= 39, count.toString());
            assertTrue(count.others() <= 1, count.toString());
        }
    }

    @Test
    void testLargePhotosAreShrunkAndBoxesMappedBack() {
        final DrawnPhoto drawn = DrawnFaces.photo(2, 320, 320, List.of(Expression.NEUTRAL));
        final RgbImage large = ImageResizer.resize(drawn.image(), 2048, 2048);
        final BoundingBox box = drawn.faces().getFirst().box();
        final double factor = 2048 / 320.0;
        final BoundingBox expected = new BoundingBox(box.left() * factor, box.top() * factor, box.width() * factor, box.height() * factor);
        try (FaceDetector detector = new HaarFaceDetector()) {
            final List<Face> faces = detector.detect(large);

            assertTrue(faces.getFirst().box().intersectionOverUnion(expected) > 0.7, String.format(Locale.ROOT, "%s in %s", expected, faces));
            assertTrue(faces.getFirst().score() > 0.3 && faces.getFirst().score() < 1);
        }
    }

    @Test
    void testNothingIsFoundInNothing() {
        try (FaceDetector detector = new HaarFaceDetector()) {
            assertEquals("haar", detector.name());
            assertEquals(List.of(), detector.detect(RgbImage.black(1, 1)));
            assertEquals(List.of(), detector.detect(RgbImage.black(3000, 2)));
            assertEquals(List.of(), detector.detect(RgbImage.black(100, 100)));
        }
    }
}
