package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SampleKeysTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "CK+48/anger/S010_004|CK_48/anger/S010_004",
        "../../etc/passwd|etc/passwd",
        "/root//a/./b|root/a/b",
        "C:\\faces\\a b.c|C_/faces/a_b_c",
        "it's \"x\"|it_s__x_",
        "顔/улыбка-é|顔/улыбка-é",
        "हँसी|हँसी",
        "...|unnamed"})
    void testSanitise(final String text, final String expected) {
        assertEquals(expected, SampleKeys.sanitise(text));
        assertTrue(SampleKeys.problem(SampleKeys.sanitise(text)).isEmpty());
    }

    @Test
    void testLongNamesAreCutAndStayApart() {
        final String first = SampleKeys.sanitise("顔".repeat(500) + "a");
        final String second = SampleKeys.sanitise("顔".repeat(500) + "b");

        assertTrue(first.getBytes(StandardCharsets.UTF_8).length <= 200, first);
        assertNotEquals(first, second);
        assertTrue(SampleKeys.problem(first).isEmpty());
    }
}
