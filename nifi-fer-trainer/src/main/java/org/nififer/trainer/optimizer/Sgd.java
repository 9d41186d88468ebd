package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.nififer.network.NetworkParameters;

import java.util.List;

/**
 * Stochastic gradient descent with momentum and weight decay, as {@code torch.optim.SGD} defines them:
 * {@code d = gradient + decay * weight; velocity = momentum * velocity + d; weight -= rate * velocity}.
 */
public final class Sgd extends BaseOptimizer {

    private static final String VELOCITY = "velocity";

    private final double momentum;

    /**
     * Before the first step.
     *
     * @param momentum    0 to 1 (exclusive)
     * @param weightDecay 0 or more
     * @param decayed     which of the parameters that are not frozen it is applied to
     * @param clipNorm    the greatest norm of the gradients of all parameters together; 0 for any
     */
    public Sgd(final NetworkParameters parameters, final double momentum, final double weightDecay, final DecayedWeights decayed, final double clipNorm) {
        super(parameters, weightDecay, decayed, clipNorm);
        this.momentum = momentum;
    }

    @Override
    void move(final Parameter parameter, final long step, final double learningRate, final NDManager scratch) {
        final NDArray velocity = remembered(VELOCITY, parameter).muli(momentum).addi(parameter.gradient());
        if (parameter.weightDecay() != 0) {
            velocity.addi(product(parameter.weight(), parameter.weightDecay(), scratch));
        }

        parameter.weight().subi(product(velocity, learningRate, scratch));
    }

    @Override
    List<String> remembered() {
        return List.of(VELOCITY);
    }
}
