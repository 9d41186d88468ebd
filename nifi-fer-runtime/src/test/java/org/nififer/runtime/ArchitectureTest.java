package org.nififer.runtime;

import org.junit.jupiter.api.Test;
import org.nififer.core.LocaleRule;

/**
 * What holds for the assembled server and its quickstart.
 */
class ArchitectureTest {

    @Test
    void testNamesLocales() {
        LocaleRule.check("org.nififer.runtime");
    }
}
