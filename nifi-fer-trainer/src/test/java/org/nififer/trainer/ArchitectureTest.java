package org.nififer.trainer;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The trainer stands on core and knows no NiFi; its command line is known by none of its other packages.
 */
@AnalyzeClasses(packages = "org.nififer.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_NIFI = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("org.apache.nifi..", "org.nififer.processors..", "org.nififer.services..", "org.nififer.runtime..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLES = slices().matching("org.nififer.trainer.(*)..").should().beFreeOfCycles();
}
