package org.nififer.core;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The walls of the house: core knows neither NiFi nor what is built on it, and its packages form no circles.
 */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.nififer.core");

    @Test
    void testKnowsNoNifi() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.nifi..", "org.nififer.trainer..", "org.nififer.processors..", "org.nififer.services..", "org.nififer.runtime..").check(CLASSES);
    }

    @Test
    void testOnlyTheNetworkAndTheClassifierKnowDjl() {
        noClasses().that().resideOutsideOfPackages("org.nififer.core.network..", "org.nififer.core.model..")
                .should().dependOnClassesThat().resideInAPackage("ai.djl..").check(CLASSES);
    }

    @Test
    void testOnlyOnnxAndTheClassifierKnowOnnxRuntime() {
        noClasses().that().resideOutsideOfPackages("org.nififer.core.onnx..", "org.nififer.core.model..")
                .should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..").check(CLASSES);
    }

    @Test
    void testPackagesFormNoCircles() {
        slices().matching("org.nififer.core.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void testNamesLocales() {
        LocaleRule.check("org.nififer.core");
    }

    @Test
    void testWritesByWhatTellsErrors() {
        WriterRule.check("org.nififer.core", "none");
    }
}
