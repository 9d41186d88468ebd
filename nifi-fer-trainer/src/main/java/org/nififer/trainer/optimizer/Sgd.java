package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.nififer.core.network.NetworkParameters;
import org.nififer.core.network.TorchEngine;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum and weight decay, as {@code torch.optim.SGD} defines them:
 * {@code d = gradient + decay * weight; velocity = momentum * velocity + d; weight -= rate * velocity}.
 */
public final class Sgd implements Optimizer {

    private final NetworkParameters parameters;
    private final double momentum;
    private final double weightDecay;
    private final NDManager manager = TorchEngine.newManager();
    private final Map<String, NDArray> velocities = new HashMap<>();

    /**
     * @param momentum    0 to 1 (exclusive)
     * @param weightDecay 0 or more, applied to all parameters that are not frozen
     */
    public Sgd(final NetworkParameters parameters, final double momentum, final double weightDecay) {
        this.parameters = parameters;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
    }

    @Override
    public double step(final GradientFunction gradients, final double learningRate) {
        final double loss = gradients.compute();
        descend(learningRate);
        return loss;
    }

    /** Moves the weights by the gradients that they hold. */
    void descend(final double learningRate) {
        parameters.trainable().forEach((name, weight) -> {
            // A manager for each parameter: what the arithmetic leaves behind is freed at once.
            try (NDManager scratch = manager.newSubManager(); NDArray gradient = weight.getGradient()) {
                gradient.attach(scratch);
                final NDArray direction = weightDecay == 0 ? gradient : gradient.add(product(weight, weightDecay, scratch));
                final NDArray velocity = velocities.get(name);
                if (velocity == null) {
                    velocities.put(name, copy(direction));
                } else {
                    velocity.muli(momentum).addi(direction);
                }

                weight.subi(product(velocities.get(name), learningRate, scratch));
            }
        });
    }

    private NDArray copy(final NDArray array) {
        final NDArray copy = array.duplicate();
        copy.attach(manager);
        return copy;
    }

    private static NDArray product(final NDArray array, final double factor, final NDManager scratch) {
        final NDArray product = array.mul(factor);
        product.attach(scratch);
        return product;
    }

    @Override
    public Map<String, NDArray> velocities() {
        return Collections.unmodifiableMap(velocities);
    }

    @Override
    public void restoreVelocity(final String parameter, final FloatBuffer values) {
        // The copy lives in native memory; the first array only wraps memory of the JVM.
        try (NDArray wrapped = manager.create(values, parameters.arrays().get(parameter).getShape(), DataType.FLOAT32)) {
            velocities.put(parameter, copy(wrapped));
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
