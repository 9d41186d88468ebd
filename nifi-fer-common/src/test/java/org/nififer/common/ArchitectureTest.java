package org.nififer.common;

/**
 * Expressions, errors and native libraries: what everything else stands on.
 */
class ArchitectureTest extends HouseRules {

    ArchitectureTest() {
        super(Expression.class);
    }
}
