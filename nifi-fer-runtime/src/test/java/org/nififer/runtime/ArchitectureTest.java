package org.nififer.runtime;

import org.nififer.common.HouseRules;

/**
 * The assembled server and its quickstart, which writes for a terminal.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(Quickstart.class);
    }

    @Override
    protected boolean isForTerminals() {
        return true;
    }
}
