package org.nififer.core;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The walls of the house: core knows neither NiFi nor what is built on it, and its packages form no circles.
 */
@AnalyzeClasses(packages = "org.nififer.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NO_NIFI = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("org.apache.nifi..", "org.nififer.trainer..", "org.nififer.processors..", "org.nififer.services..", "org.nififer.runtime..");

    @ArchTest
    static final ArchRule ONLY_THE_NETWORK_AND_THE_CLASSIFIER_KNOW_DJL = noClasses().that().resideOutsideOfPackages("org.nififer.core.network..", "org.nififer.core.model..")
            .should().dependOnClassesThat().resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CIRCLES = slices().matching("org.nififer.core.(*)..").should().beFreeOfCycles();
}
