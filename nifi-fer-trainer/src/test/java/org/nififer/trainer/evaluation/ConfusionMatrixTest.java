package org.nififer.trainer.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;
import org.nififer.model.Classification;

import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ConfusionMatrixTest {

    private static final double TOLERANCE = 1e-12;

    @Test
    void testMetricsEqualScikitLearn() throws IOException {
        final JsonNode expected = new ObjectMapper().readTree(getClass().getResource("/fixtures/metrics.json"));
        final ConfusionMatrix matrix = new ConfusionMatrix();
        for (int sample = 0; sample < expected.path("true").size(); sample++) {
            final Expression predicted = Expression.ofId(expected.path("predicted").get(sample).asInt());
            matrix.add(Expression.ofId(expected.path("true").get(sample).asInt()), predicted, predicted);
        }

        final EvaluationMetrics metrics = matrix.metrics();
        assertEquals(400, metrics.samples());
        assertEquals(expected.path("accuracy").asDouble(), metrics.accuracy(), TOLERANCE);
        assertEquals(expected.path("cohen_kappa").asDouble(), metrics.cohenKappa(), TOLERANCE);
        assertAverages(expected.path("weighted"), metrics.weighted());
        assertAverages(expected.path("macro"), metrics.macro());
        for (int label = 0; label < Expression.all().size(); label++) {
            final EvaluationMetrics.ClassMetrics perClass = metrics.perClass().get(label);
            assertEquals(Expression.ofId(label).label(), perClass.label());
            assertEquals(expected.path("per_class").path("precision").get(label).asDouble(), perClass.precision(), TOLERANCE);
            assertEquals(expected.path("per_class").path("recall").get(label).asDouble(), perClass.recall(), TOLERANCE);
            assertEquals(expected.path("per_class").path("f1").get(label).asDouble(), perClass.f1(), TOLERANCE);
            assertEquals(expected.path("per_class").path("support").get(label).asLong(), perClass.support());
            for (int predicted = 0; predicted < Expression.all().size(); predicted++) {
                assertEquals(expected.path("confusion_rows_true").get(label).get(predicted).asLong(), metrics.confusion()[label][predicted]);
            }
        }
    }

    @Test
    void testSevenClassAccuracyChoosesAmongSeven() {
        final ConfusionMatrix matrix = new ConfusionMatrix();
        matrix.add(Expression.FEAR, new Classification(Map.of(Expression.CONTEMPT, 0.5, Expression.FEAR, 0.3, Expression.ANGER, 0.2)));
        matrix.add(Expression.ANGER, new Classification(Map.of(Expression.CONTEMPT, 0.1, Expression.FEAR, 0.7, Expression.ANGER, 0.2)));
        matrix.add(Expression.CONTEMPT, new Classification(Map.of(Expression.CONTEMPT, 0.8, Expression.FEAR, 0.1, Expression.ANGER, 0.1)));

        final EvaluationMetrics metrics = matrix.metrics();

        assertEquals(1.0 / 3, metrics.accuracy(), TOLERANCE);
        assertEquals(0.5, metrics.accuracy7(), TOLERANCE);
    }

    @Test
    void testClassesThatNeverOccurDoNotLowerTheMacroAverage() {
        final ConfusionMatrix matrix = new ConfusionMatrix();
        matrix.add(Expression.FEAR, Expression.FEAR, Expression.FEAR);
        matrix.add(Expression.ANGER, Expression.ANGER, Expression.ANGER);

        assertEquals(1, matrix.metrics().macro().f1(), TOLERANCE);
    }

    @Test
    void testNothingCountedIsZero() {
        assertEquals(0, new ConfusionMatrix().metrics().accuracy());
    }

    @Test
    void testResamplesAreDrawnFromWhatWasCounted() {
        final ConfusionMatrix matrix = new ConfusionMatrix();
        for (int sample = 0; sample < 300; sample++) {
            matrix.add(Expression.FEAR, Expression.CONTEMPT, sample % 3 == 0 ? Expression.FEAR : Expression.ANGER);
        }

        final EvaluationMetrics drawn = matrix.resampled(new SplittableRandom(1)).metrics();
        assertEquals(300, drawn.samples());
        assertEquals(300, drawn.confusion()[Expression.FEAR.id()][Expression.CONTEMPT.id()]);
        assertEquals(0, drawn.accuracy());
        assertEquals(1.0 / 3, drawn.accuracy7(), 0.1);
    }

    private static void assertAverages(final JsonNode expected, final EvaluationMetrics.Averages averages) {
        assertEquals(expected.path("precision").asDouble(), averages.precision(), TOLERANCE);
        assertEquals(expected.path("recall").asDouble(), averages.recall(), TOLERANCE);
        assertEquals(expected.path("f1").asDouble(), averages.f1(), TOLERANCE);
    }
}
