package org.nififer.weights;

/**
 * The Python functions and classes that a state dict calls. They are names here: what they stand for is done in Java.
 */
enum PickleFunction {
    ORDERED_DICT("collections", "OrderedDict"),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter");

    private final String module;
    private final String member;

    PickleFunction(final String module, final String member) {
        this.module = module;
        this.member = member;
    }

    /** Whether this is what Python imports under these names. */
    boolean isNamed(final String aModule, final String aMember) {
        return module.equals(aModule) && member.equals(aMember);
    }

    /** The name as Python code writes it. */
    String qualifiedName() {
        return module + "." + member;
    }
}
