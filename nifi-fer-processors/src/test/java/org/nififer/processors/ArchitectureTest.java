package org.nififer.processors;

import org.junit.jupiter.api.Test;
import org.nififer.core.LocaleRule;

/**
 * What holds for all processors and services.
 */
class ArchitectureTest {

    @Test
    void testNamesLocales() {
        LocaleRule.check("org.nififer");
    }
}
