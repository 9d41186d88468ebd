package org.nififer.tracking;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nififer.common.BoundingBox;
import org.nififer.common.Expression;
import org.nififer.face.Face;
import org.nififer.model.Classification;
import org.nififer.recognition.Recognition;
import org.nififer.recognition.Recognition.RecognizedFace;
import org.nififer.recognition.Recognition.Timings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ExpressionAggregatorTest {

    private static final float[] ANNA = {1, 0, 0.2f};
    private static final float[] BEN = {0, 1, 0.2f};
    private static final float[] UNKNOWN = {};
    private static final int SIDE = 40;
    /** One that neither smooths nor joins: what a frame shows is what comes out. */
    private static final TrackingSettings PLAIN = new TrackingSettings(0.3, 0.9, 1000, 0, 0);

    @Test
    void testOnePersonOneExpression() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        for (int index = 0; index < 5; index++) {
            aggregator.add(index * 500L, frame(face(100 + index, Expression.HAPPINESS, 0.6 + index * 0.05, UNKNOWN)));
        }

        final ExpressionSpan span = single(aggregator);
        assertEquals(1, span.person());
        assertEquals(0, span.start());
        assertEquals(2000, span.end());
        assertEquals(5, span.frames());
        assertEquals(new BoundingBox(100, 50, SIDE, SIDE), span.box());
        assertEquals(Expression.HAPPINESS, span.classification().expression());
        assertEquals(0.7, span.classification().confidence(), 1e-9);
        assertEquals("m", span.modelId());
    }

    @Test
    void testNobody() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame());
        assertEquals(List.of(), aggregator.spans());
        assertEquals(0, aggregator.people());
    }

    @Test
    void testEachExpressionIsASpan() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        final List<Expression> shown = List.of(Expression.NEUTRAL, Expression.NEUTRAL, Expression.FEAR, Expression.NEUTRAL);
        for (int index = 0; index < shown.size(); index++) {
            aggregator.add(index * 100L, frame(face(100, shown.get(index), 0.8, UNKNOWN)));
        }

        assertEquals(List.of("1 neutral 0-100", "1 fear 200-200", "1 neutral 300-300"), described(aggregator));
    }

    @Test
    void testNumbersGoFromLeftToRightWhateverTheDetectorIsSurestOf() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(300, Expression.FEAR, 0.8, UNKNOWN), face(10, Expression.ANGER, 0.8, UNKNOWN)));
        aggregator.add(100, frame(face(10, Expression.ANGER, 0.8, UNKNOWN), face(300, Expression.FEAR, 0.8, UNKNOWN)));

        assertEquals(List.of("1 anger 0-100", "2 fear 0-100"), described(aggregator));
    }

    /** One walks to the right and one to the left, at different heights by a little; the boxes are swapped while they pass. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void testPeopleWhoCrossKeepTheirNumbers(final boolean withFeatures) {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        for (int index = 0; index <= 20; index++) {
            final RecognizedFace anna = face(index * 10, Expression.HAPPINESS, 0.9, withFeatures ? ANNA : UNKNOWN);
            final RecognizedFace ben = face(205 - index * 10, Expression.SADNESS, 0.9, withFeatures ? BEN : UNKNOWN);
            aggregator.add(index * 100L, index % 2 == 0 ? frame(anna, ben) : frame(ben, anna));
        }

        assertEquals(List.of("1 happiness 0-2000", "2 sadness 0-2000"), described(aggregator));
    }

    /** Two stand so close that one's box is where the other's was: only the features can tell. */
    @Test
    void testFeaturesDecideBetweenBoxesThatOverlapAlike() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(100, Expression.HAPPINESS, 0.9, ANNA), face(110, Expression.SADNESS, 0.9, BEN)));
        aggregator.add(100, frame(face(100, Expression.SADNESS, 0.9, BEN), face(110, Expression.HAPPINESS, 0.9, ANNA)));

        assertEquals(List.of("1 happiness 0-100", "2 sadness 0-100"), described(aggregator));
    }

    @ParameterizedTest
    @CsvSource({"900,1", "1000,1", "1001,2", "5000,2"})
    void testComesBackToThePlace(final long gap, final int people) {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(100, Expression.ANGER, 0.9, ANNA)));
        aggregator.add(gap / 2, frame());
        aggregator.add(gap, frame(face(100, Expression.ANGER, 0.9, ANNA)));

        assertEquals(people, aggregator.people());
    }

    @Test
    void testFramesThatAreFurtherApartThanTheGapAreNoGap() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(100, Expression.ANGER, 0.9, UNKNOWN)));
        aggregator.add(5000, frame(face(100, Expression.ANGER, 0.9, UNKNOWN)));
        aggregator.add(10_000, frame(face(100, Expression.ANGER, 0.9, UNKNOWN)));

        assertEquals(List.of("1 anger 0-10000"), described(aggregator));
    }

    @Test
    void testComesBackElsewhereAndIsKnownByTheFeatures() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(100, Expression.ANGER, 0.9, ANNA), face(300, Expression.FEAR, 0.9, BEN)));
        aggregator.add(100, frame(face(300, Expression.FEAR, 0.9, BEN)));
        aggregator.add(200, frame(face(500, Expression.ANGER, 0.9, ANNA), face(300, Expression.FEAR, 0.9, BEN)));

        assertEquals(List.of("1 anger 0-200", "2 fear 0-200"), described(aggregator));
    }

    @Test
    void testAfterACutPeopleAreKnownByTheirFeatures() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(0, Expression.ANGER, 0.9, ANNA), face(100, Expression.FEAR, 0.9, BEN)));
        aggregator.add(100, frame(face(400, Expression.FEAR, 0.9, BEN), face(600, Expression.ANGER, 0.9, ANNA)));
        aggregator.add(200, frame(face(900, Expression.SURPRISE, 0.9, new float[] {-1, 0.3f, 0})));

        assertEquals(List.of("1 anger 0-100", "2 fear 0-100", "3 surprise 200-200"), described(aggregator));
    }

    @Test
    void testWithoutFeaturesAFaceElsewhereIsAnotherPerson() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(0, Expression.ANGER, 0.9, UNKNOWN)));
        aggregator.add(100, frame(face(400, Expression.ANGER, 0.9, UNKNOWN)));
        aggregator.add(200, frame(face(800, Expression.ANGER, 0.9, ANNA)));

        assertEquals(3, aggregator.people());
    }

    @ParameterizedTest
    @CsvSource({"0.3,1", "0.34,2"})
    void testMinimumOverlap(final double minimum, final int people) {
        final ExpressionAggregator aggregator = new ExpressionAggregator(new TrackingSettings(minimum, 0.9, 1000, 0, 0));
        aggregator.add(0, frame(face(0, Expression.ANGER, 0.9, UNKNOWN)));
        // Half a side further: a third of the union overlaps.
        aggregator.add(100, frame(face(SIDE / 2.0, Expression.ANGER, 0.9, UNKNOWN)));

        assertEquals(people, aggregator.people());
    }

    @Test
    void testTheBestPairComesFirst() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, frame(face(100, Expression.ANGER, 0.9, UNKNOWN)));
        aggregator.add(100, frame(face(85, Expression.FEAR, 0.9, UNKNOWN), face(102, Expression.ANGER, 0.9, UNKNOWN)));

        assertEquals(List.of("1 anger 0-100", "2 fear 100-100"), described(aggregator));
    }

    /** Both faces are as far from where the person was: the one further left is the person, whatever the order. */
    @Test
    void testTiesAreDecidedAlikeEachTime() {
        for (int round = 0; round < 2; round++) {
            final List<RecognizedFace> faces = new ArrayList<>(List.of(face(90, Expression.FEAR, 0.9, UNKNOWN), face(110, Expression.SURPRISE, 0.9, UNKNOWN)));
            if (round == 1) {
                Collections.reverse(faces);
            }

            final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
            aggregator.add(0, frame(face(100, Expression.ANGER, 0.9, UNKNOWN)));
            aggregator.add(100, frame(faces.toArray(RecognizedFace[]::new)));
            assertEquals(List.of("1 anger 0-0", "1 fear 100-100", "2 surprise 100-100"), described(aggregator));
        }
    }

    @Test
    void testAFlickerOfOneFrameIsSmoothedAway() {
        final ExpressionAggregator flickering = new ExpressionAggregator(PLAIN);
        final ExpressionAggregator smooth = new ExpressionAggregator(new TrackingSettings(0.3, 0.9, 1000, 200, 0));
        for (int index = 0; index < 9; index++) {
            final Recognition frame = frame(face(100, index == 4 ? Expression.DISGUST : Expression.NEUTRAL, 0.9, UNKNOWN));
            flickering.add(index * 100L, frame);
            smooth.add(index * 100L, frame);
        }

        assertEquals(3, flickering.spans().size());
        assertEquals(List.of("1 neutral 0-800"), described(smooth));
        // The frames 3, 4 and 5 each have one third of the flicker in their mean, all others none.
        assertEquals((6 * 0.9 + 3 * (2 * 0.9 + 0.1 / 7) / 3) / 9, single(smooth).classification().probabilities().get(Expression.NEUTRAL), 1e-9);
    }

    @Test
    void testTheWindowIsOneOfTimeNotOfFrames() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(new TrackingSettings(0.3, 0.9, 10_000, 1000, 0));
        aggregator.add(0, frame(face(100, Expression.ANGER, 0.9, UNKNOWN)));
        aggregator.add(500, frame(face(100, Expression.NEUTRAL, 0.6, UNKNOWN)));
        aggregator.add(3000, frame(face(100, Expression.NEUTRAL, 0.6, UNKNOWN)));

        assertEquals(List.of("1 anger 0-500", "1 neutral 3000-3000"), described(aggregator));
    }

    @Test
    void testAShortSpanJoinsTheNeighbourThatItResembles() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(new TrackingSettings(0.3, 0.9, 1000, 0, 300));
        for (int index = 0; index < 11; index++) {
            final Classification shown = index == 5
                    ? of(Map.of(Expression.SURPRISE, 0.5, Expression.FEAR, 0.1, Expression.HAPPINESS, 0.4))
                    : of(Map.of(index < 5 ? Expression.FEAR : Expression.HAPPINESS, 1.0));
            aggregator.add(index * 100L, frame(new RecognizedFace(new Face(new BoundingBox(0, 0, 10, 10), 1), shown, UNKNOWN)));
        }

        assertEquals(List.of("1 fear 0-400", "1 happiness 500-1000"), described(aggregator));
    }

    @Test
    void testAPersonSeenShortlyIsStillTold() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(TrackingSettings.DEFAULT);
        aggregator.add(700, frame(face(100, Expression.ANGER, 0.9, UNKNOWN)));

        assertEquals(List.of("1 anger 700-700"), described(aggregator));
    }

    @Test
    void testModelsThatWereReplacedMeanwhileAreNamed() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(0, recognition("m", face(100, Expression.ANGER, 0.9, UNKNOWN)));
        aggregator.add(100, recognition("n", face(100, Expression.ANGER, 0.9, UNKNOWN)));

        assertEquals("m,n", single(aggregator).modelId());
    }

    @Test
    void testFramesComeInTheirOrder() {
        final ExpressionAggregator aggregator = new ExpressionAggregator(PLAIN);
        aggregator.add(100, frame());
        final IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, () -> aggregator.add(99, frame()));
        assertEquals("A frame at 99 ms after one at 100 ms; expected them in their order", exception.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"-0.1,0,0,0,0", "1.1,0,0,0,0", "NaN,0,0,0,0", "0,-1.1,0,0,0", "0,NaN,0,0,0", "0,0,-1,0,0", "0,0,0,-1,0", "0,0,0,0,-1"})
    void testSettingsOutOfTheirRange(final double overlap, final double similarity, final long gap, final long window, final long duration) {
        assertThrows(IllegalArgumentException.class, () -> new TrackingSettings(overlap, similarity, gap, window, duration));
    }

    @Test
    void testJson() {
        final ExpressionSpan span = new ExpressionSpan(2, 500, 1500, 3, new BoundingBox(1, 2, 3, 4), of(Map.of(Expression.FEAR, 0.25, Expression.ANGER, 0.75)), "m");
        assertEquals("{\"video\":\"a.mp4\",\"person\":2,\"start\":500,\"end\":1500,\"frames\":3,\"box\":{\"left\":1.0,\"top\":2.0,\"width\":3.0,\"height\":4.0},"
                + "\"expression\":\"anger\",\"confidence\":0.75,\"probabilities\":{\"fear\":0.25,\"anger\":0.75},\"model\":\"m\"}", span.json("a.mp4"));
    }

    private static ExpressionSpan single(final ExpressionAggregator aggregator) {
        assertEquals(1, aggregator.spans().size());
        return aggregator.spans().getFirst();
    }

    private static List<String> described(final ExpressionAggregator aggregator) {
        return aggregator.spans().stream().map(span -> String.format(Locale.ROOT, "%d %s %d-%d", span.person(), span.classification().expression().label(), span.start(),
                span.end())).toList();
    }

    private static Recognition frame(final RecognizedFace... faces) {
        return recognition("m", faces);
    }

    private static Recognition recognition(final String model, final RecognizedFace... faces) {
        return new Recognition(model, false, "haar", Arrays.asList(faces), List.of(), new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    private static RecognizedFace face(final double left, final Expression expression, final double confidence, final float[] features) {
        final Map<Expression, Double> probabilities = new EnumMap<>(Expression.class);
        Expression.all().forEach(other -> probabilities.put(other, other == expression ? confidence : (1 - confidence) / 7));
        return new RecognizedFace(new Face(new BoundingBox(left, 50, SIDE, SIDE), 1), of(probabilities), features);
    }

    private static Classification of(final Map<Expression, Double> probabilities) {
        return new Classification(probabilities);
    }
}
