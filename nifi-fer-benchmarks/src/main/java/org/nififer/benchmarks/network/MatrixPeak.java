package org.nififer.benchmarks.network;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.nififer.network.Precision;
import org.nififer.network.TorchEngine;
import org.nififer.network.TorchScriptProgram;

/**
 * How fast the machine multiplies large matrices: what no network can exceed.
 */
final class MatrixPeak {

    private static final int SIDE = 2048;

    private MatrixPeak() {
    }

    /** Floating-point operations a second of the fastest of some products of two matrices, in float32 or bfloat16. */
    static double operationsPerSecond(final Precision precision, final int rounds) throws Exception {
        try (NDManager manager = TorchEngine.newManager(); Model model = Model.newInstance("MatrixProduct", manager.getDevice(), "PyTorch")) {
            TorchScriptProgram.load(model, MatrixPeak.class, "product.py");
            final NDArray matrix = manager.randomUniform(-1, 1, new Shape(SIDE, SIDE), DataType.FLOAT32);
            // Whatever a call costs beside the products is the same for few and for many of them.
            final double few = seconds(model, matrix, precision, 1, rounds);
            final double many = seconds(model, matrix, precision, 5, rounds);
            return 4 * 2.0 * SIDE * SIDE * SIDE / (many - few);
        }
    }

    private static double seconds(final Model model, final NDArray matrix, final Precision precision, final int times, final int rounds) {
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round <= rounds; round++) {
            try (NDManager manager = matrix.getManager().newSubManager()) {
                final NDArray options = manager.create(new float[]{precision == Precision.BF16 ? 1 : 0, times});
                final long start = System.nanoTime();
                model.getBlock().forward(new ParameterStore(), new NDList(matrix, options), false).singletonOrThrow().toFloatArray();
                // The first round compiles.
                best = round == 0 ? best : Math.min(best, (System.nanoTime() - start) / 1e9);
            }
        }

        return best;
    }
}
