package org.nififer.dataset;

import org.nififer.common.HouseRules;

/**
 * Datasets.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(Sample.class);
    }
}
