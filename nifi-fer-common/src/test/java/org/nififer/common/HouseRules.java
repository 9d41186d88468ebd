package org.nififer.common;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceRule;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of every module; its {@code ArchitectureTest} inherits them and adds its own. Which module may know which is not written here: Maven gives a module
 * only what its {@code pom.xml} names, and what serves tests alone has the scope {@code test} there.
 */
public abstract class HouseRules {

    /** What only a command line has, for its terminal: print writers and streams swallow what they cannot write, and on a full disk it would be lost in silence. */
    private static final String SILENT_WRITERS = "java\\.io\\.Print(Writer|Stream)|java\\.util\\.Formatter";

    private final JavaClasses product;
    private final JavaClasses all;

    /**
     * The rules for one module.
     *
     * @param product a class of what it ships
     */
    protected HouseRules(final Class<?> product) {
        this.product = new ClassFileImporter().importPath(folder(product));
        this.all = new ClassFileImporter().importPaths(folder(product), folder(getClass()));
    }

    private static Path folder(final Class<?> owner) {
        return Path.of(owner.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /** The classes that the module ships, without its tests. */
    protected JavaClasses product() {
        return product;
    }

    /** Whether the module writes for a terminal. */
    protected boolean isForTerminals() {
        return false;
    }

    /** That no package knows one that knows it. */
    protected SliceRule noCircles() {
        return slices().matching("org.nififer.(**)").should().beFreeOfCycles();
    }

    @Test
    void testPackagesFormNoCircles() {
        noCircles().check(product);
    }

    @Test
    void testNamesLocales() {
        LocaleRule.RULE.check(all);
    }

    @Test
    void testWritesByWhatTellsErrors() {
        final ArchRule rule = noClasses().should().dependOnClassesThat().haveNameMatching(SILENT_WRITERS);
        if (!isForTerminals()) {
            rule.check(product);
        }
    }
}
