package org.nififer.trainer.evaluation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

class McNemarTestTest {

    /** Twice the smaller tail of a binomial distribution with p = 0.5, by hand. */
    @ParameterizedTest
    @CsvSource({"0, 0, 1", "1, 8, 0.0390625", "8, 1, 0.0390625", "0, 5, 0.0625", "3, 3, 1", "1, 2, 1", "0, 24, 1.1920928955078125e-7"})
    void testFewDifferencesAreCountedExactly(final long onlyFirst, final long onlySecond, final double expected) {
        final McNemarTest test = McNemarTest.of("a", "b", 10, onlyFirst, onlySecond, 3);

        assertEquals(McNemarTest.EXACT, test.method());
        assertNull(test.statistic());
        assertEquals(expected, test.pValue(), 1e-12);
    }

    @Test
    void testManyDifferencesAreApproximated() {
        final McNemarTest test = McNemarTest.of("a", "b", 794, 86, 150, 570);

        assertEquals(McNemarTest.CHI_SQUARED, test.method());
        assertEquals(63.0 * 63 / 236, test.statistic(), 1e-12);
        // Twice the normal tail beyond the root of the statistic, 4.1009.
        assertEquals(4.115e-5, test.pValue(), 1e-7);
    }

    @Test
    void testEquallyManyDifferencesAreNone() {
        assertEquals(1, McNemarTest.of("a", "b", 0, 30, 30, 0).pValue(), 1e-12);
    }
}
