package org.nififer.trainer;

import org.nififer.common.HouseRules;
import org.nififer.trainer.run.TrainingRun;

/**
 * The trainer.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(TrainingRun.class);
    }
}
