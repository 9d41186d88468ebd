package org.nififer.core;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * What print writers and streams cannot write they swallow: on a full disk it would be lost in silence. Only a command line has them, for its terminal.
 */
public final class WriterRule {

    private WriterRule() {
    }

    /**
     * Checks the classes of a package and those below it, without their tests.
     *
     * @param commandLine the package that may
     */
    public static void check(final String basePackage, final String commandLine) {
        noClasses().that().resideOutsideOfPackage(commandLine).should().dependOnClassesThat().haveNameMatching("java\\.io\\.Print(Writer|Stream)|java\\.util\\.Formatter")
                .check(new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(basePackage));
    }
}
