package org.nififer.model;

import org.junit.jupiter.api.Test;
import org.nififer.common.HouseRules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Networks and models.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(ModelFile.class);
    }

    @Test
    void testOnlyTheNetworkAndTheClassifierKnowDjl() {
        noClasses().that().resideOutsideOfPackages("org.nififer.network", "org.nififer.model").should().dependOnClassesThat().resideInAPackage("ai.djl..").check(product());
    }

    @Test
    void testOnlyOnnxAndTheClassifierKnowOnnxRuntime() {
        noClasses().that().resideOutsideOfPackages("org.nififer.onnx", "org.nififer.model").should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..").check(product());
    }
}
