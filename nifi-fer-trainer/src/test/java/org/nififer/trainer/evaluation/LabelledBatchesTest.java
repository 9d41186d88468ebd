package org.nififer.trainer.evaluation;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.common.RgbImage;
import org.nififer.drawing.DrawnFaces;
import org.nififer.model.Classification;
import org.nififer.model.ExpressionClassifier;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class LabelledBatchesTest {

    private final List<Expression> labels = new ArrayList<>();
    private final List<Classification> answers = new ArrayList<>();

    @Test
    void testAnswersAreThoseOfTheImagesInTheirOrder() {
        try (ExpressionClassifier classifier = (ExpressionClassifier) TestModels.model("model", 1).classifier()) {
            final LabelledBatches batches = batches(classifier);
            final List<RgbImage> faces = new ArrayList<>();
            for (int number = 0; number < 40; number++) {
                faces.add(DrawnFaces.face(expression(number), number, number, 48));
                batches.add(expression(number), faces.getLast());
            }

            assertEquals(32, answers.size());
            batches.classify();
            assertEquals(classifier.classify(faces), answers);
            assertEquals(expression(39), labels.get(39));
        }
    }

    @Test
    void testPhotosDoNotWaitInTheirFullSize() {
        try (ExpressionClassifier classifier = (ExpressionClassifier) TestModels.model("model", 1).classifier()) {
            final LabelledBatches batches = batches(classifier);
            final WeakReference<byte[]> pixels = addPhoto(batches);
            System.gc();

            assertNull(pixels.get());
            batches.classify();
            assertEquals(1, answers.size());
        }
    }

    private static WeakReference<byte[]> addPhoto(final LabelledBatches batches) {
        final RgbImage photo = RgbImage.black(4000, 3000);
        batches.add(Expression.ANGER, photo);
        return new WeakReference<>(photo.pixels());
    }

    private LabelledBatches batches(final ExpressionClassifier classifier) {
        return new LabelledBatches(classifier, (label, answer) -> {
            labels.add(label);
            answers.add(answer);
        });
    }

    private static Expression expression(final int number) {
        return Expression.all().get(number % Expression.all().size());
    }
}
