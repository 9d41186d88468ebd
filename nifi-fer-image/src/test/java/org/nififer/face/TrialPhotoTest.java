package org.nififer.face;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.drawing.DrawnFaces;
import org.nififer.drawing.DrawnPhoto;
import org.nififer.image.ImageCodec;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrialPhotoTest {

    @Test
    void testIsWhatTheDrawingDraws() throws InvalidInputException {
        final DrawnPhoto drawn = DrawnFaces.photo(0, TrialPhoto.SIDE, TrialPhoto.SIDE, List.of(Expression.HAPPINESS));
        assertArrayEquals(drawn.image().pixels(), ImageCodec.decode(TrialPhoto.file(), "trial photo").pixels());
        assertTrue(TrialPhoto.BOX.intersectionOverUnion(drawn.faces().getFirst().box()) > 0.98, "The box is that of the face");
    }

    @Test
    void testCutsOutTheFace() {
        assertEquals(48, TrialPhoto.face(48).width());
        assertEquals(48, TrialPhoto.face(48).height());
    }
}
