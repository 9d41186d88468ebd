package org.nififer.processors;

import org.junit.jupiter.api.Test;
import org.nififer.core.LocaleRule;
import org.nififer.core.WriterRule;

/**
 * What holds for all processors and services.
 */
class ArchitectureTest {

    @Test
    void testNamesLocales() {
        LocaleRule.check("org.nififer");
    }

    @Test
    void testWritesByWhatTellsErrors() {
        WriterRule.check("org.nififer.processors", "none");
    }
}
