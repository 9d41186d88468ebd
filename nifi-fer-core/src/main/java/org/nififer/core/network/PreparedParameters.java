package org.nififer.core.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * Weights ready for inference, made by {@link SwinNetwork#prepare}. Some may be bfloat16, a type whose very name aborts
 * the JVM in DJL, so they are only handed on, never looked at. Whoever asked for them closes them.
 */
public final class PreparedParameters implements AutoCloseable {

    private final NDManager manager;
    private final NDList arrays;

    PreparedParameters(final NDManager manager, final NDList named) {
        this.manager = manager;
        this.arrays = named;
        for (final NDArray array : named) {
            array.setName(NetworkParameters.ARGUMENT + array.getName());
        }
    }

    NDList argument() {
        return arrays;
    }

    @Override
    public void close() {
        manager.close();
    }
}
