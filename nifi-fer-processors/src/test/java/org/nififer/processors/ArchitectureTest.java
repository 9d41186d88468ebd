package org.nififer.processors;

import com.tngtech.archunit.library.dependencies.SliceRule;
import org.apache.nifi.processor.Processor;
import org.nififer.common.HouseRules;
import org.nififer.processors.common.FerAttributes;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;

/**
 * Processors and services.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(FerAttributes.class);
    }

    /** What a manual names under "See also" is no knowledge of the code. */
    @Override
    protected SliceRule noCircles() {
        return super.noCircles().ignoreDependency(assignableTo(Processor.class), assignableTo(Processor.class));
    }
}
