package org.nififer.image;

import org.nififer.common.HouseRules;

/**
 * Images, videos and faces.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(ImageCodec.class);
    }
}
