package org.nififer.cli;

import org.nififer.common.HouseRules;

/**
 * The command line, which alone writes for a terminal.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(Main.class);
    }

    @Override
    protected boolean isForTerminals() {
        return true;
    }
}
