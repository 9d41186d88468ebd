package org.nififer.processors;

import com.tngtech.archunit.library.dependencies.SliceRule;
import org.apache.nifi.processor.Processor;
import org.junit.jupiter.api.Test;
import org.nififer.common.HouseRules;
import org.nififer.processors.common.FerAttributes;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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

    /** They fork a training with settings, not with options: neither the command line nor its libraries are in the NAR. */
    @Test
    void testKnowsNoCommandLine() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("org.nififer.cli..", "picocli..", "me.tongfei.progressbar..", "org.jline..", "org.nififer.drawing..")
                .check(product());
    }
}
