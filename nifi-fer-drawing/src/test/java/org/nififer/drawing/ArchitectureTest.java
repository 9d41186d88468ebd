package org.nififer.drawing;

import org.nififer.common.HouseRules;

/**
 * Drawn faces.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(DrawnFaces.class);
    }
}
