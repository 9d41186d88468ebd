package org.nififer.dataset.source;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;

import java.util.Map;
import java.util.Optional;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FerPlusVotesTest {

    @Test
    void testMajority() throws InvalidSampleException {
        assertEquals(Expression.NEUTRAL, votes(6, 0, 1, 1, 0, 0, 0, 0, 2, 0).majority());
        assertEquals(Expression.CONTEMPT, votes(4, 0, 0, 0, 0, 0, 0, 6, 0, 0).majority());
    }

    @Test
    void testSingleVotesAreOutliersAndDoNotCount() throws InvalidSampleException {
        // 3 of 8, but 3 of 5 without the single ones.
        assertEquals(Expression.ANGER, votes(1, 1, 1, 2, 3, 0, 0, 0, 0, 0).majority());
    }

    @Test
    void testNoMajority() {
        // The first row of the published file: 4 of 9 without the single vote.
        assertReason("No choice of the annotators has more than half of the votes (neutral 4, sadness 1, anger 3, disgust 2)", votes(4, 0, 0, 1, 3, 2, 0, 0, 0, 0));
        assertReason("No choice", votes(5, 5, 0, 0, 0, 0, 0, 0, 0, 0));
        assertReason("No choice", votes(1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
        assertReason("(no votes)", votes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertReason("majority is unknown", votes(3, 0, 0, 0, 0, 0, 0, 0, 7, 0));
        assertReason("majority is not a face", votes(0, 0, 0, 0, 0, 0, 0, 0, 0, 10));
    }

    private static void assertReason(final String reason, final FerPlusVotes votes) {
        final InvalidSampleException exception = assertThrows(InvalidSampleException.class, votes::majority);
        assertEquals("label", exception.what());
        assertTrue(exception.getMessage().contains(reason), exception.getMessage());
    }

    @Test
    void testMostVoted() throws InvalidSampleException {
        assertEquals(Expression.NEUTRAL, votes(4, 0, 0, 1, 3, 2, 0, 0, 0, 0).mostVoted(Optional.of(Expression.ANGER)));
        assertEquals(Expression.FEAR, votes(0, 0, 0, 0, 0, 0, 1, 0, 0, 9).mostVoted(Optional.empty()));
        // A tie: FER-2013's label where it is one of them, else the first.
        assertEquals(Expression.SADNESS, votes(0, 3, 0, 3, 0, 0, 3, 0, 1, 0).mostVoted(Optional.of(Expression.SADNESS)));
        assertEquals(Expression.HAPPINESS, votes(0, 3, 0, 3, 0, 0, 3, 0, 1, 0).mostVoted(Optional.of(Expression.ANGER)));
        assertThrows(InvalidSampleException.class, () -> votes(0, 0, 0, 0, 0, 0, 0, 0, 4, 6).mostVoted(Optional.of(Expression.ANGER)));
    }

    @Test
    void testDistributionHasTheEightExpressionsOnly() {
        assertEquals(Map.of(Expression.NEUTRAL, 6, Expression.SURPRISE, 1), votes(6, 0, 1, 0, 0, 0, 0, 0, 2, 1).distribution());
    }

    private static FerPlusVotes votes(final int... counts) {
        return new FerPlusVotes(counts);
    }
}
