package org.nififer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Weights ready for inference, made by {@link Network#prepare}. Some may be bfloat16, a type whose very name aborts
 * the JVM in DJL, so they are only handed on, never looked at. Whoever asked for them closes them.
 */
public final class PreparedParameters implements AutoCloseable {

    private final NDManager manager;
    private final NDList arrays;
    private final int imagesAtATime;

    PreparedParameters(final NDManager manager, final NDList named, final int imagesAtATime) {
        this.manager = manager;
        this.imagesAtATime = imagesAtATime;
        this.arrays = named;
        for (final NDArray array : named) {
            array.setName(NetworkParameters.ARGUMENT + array.getName());
        }
    }

    /** How many images the network computes best together. */
    int imagesAtATime() {
        return imagesAtATime;
    }

    NDList argument() {
        return arrays;
    }

    /**
     * The shape of a parameter, or of the position bias with mask {@code [nW or 1, heads, N, N]} that the preparation spread out
     * as {@code layers.0.blocks.0.attn.bias}.
     */
    public long[] shape(final String name) {
        return array(name).getShape().getShape();
    }

    /** A copy of the values of one parameter, little endian. Only of those prepared in {@link Precision#FP32}: other types have no name here. */
    public ByteBuffer values(final String name) {
        return array(name).toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private NDArray array(final String name) {
        return arrays.get(NetworkParameters.ARGUMENT + name);
    }

    @Override
    public void close() {
        manager.close();
    }
}
