package org.nififer.trainer;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.nififer.core.LocaleRule;
import org.nififer.core.WriterRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The trainer stands on core and knows no NiFi; its command line is known by none of its other packages.
 */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.nififer.trainer");

    @Test
    void testKnowsNoNifi() {
        noClasses().should().dependOnClassesThat()
                .resideInAnyPackage("org.apache.nifi..", "org.nififer.processors..", "org.nififer.services..", "org.nififer.runtime..").check(CLASSES);
    }

    @Test
    void testPackagesFormNoCircles() {
        slices().matching("org.nififer.trainer.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void testNamesLocales() {
        LocaleRule.check("org.nififer.trainer");
    }

    @Test
    void testWritesByWhatTellsErrors() {
        WriterRule.check("org.nififer.trainer", "org.nififer.trainer.cli");
    }
}
