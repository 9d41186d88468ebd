package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.nififer.network.NetworkParameters;

import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as {@code torch.optim.AdamW} defines it. In step t, with the betas b1 and b2:
 * {@code weight *= 1 - rate * decay; mean = b1 * mean + (1 - b1) * gradient; variance = b2 * variance + (1 - b2) * gradient^2;
 * weight -= rate * mean / (1 - b1^t) / (sqrt(variance / (1 - b2^t)) + 1e-8)}.
 */
public final class AdamW extends BaseOptimizer {

    private static final double EPSILON = 1e-8;
    private static final String MEAN = "mean";
    private static final String VARIANCE = "variance";

    private final double beta1;
    private final double beta2;

    /**
     * Before the first step.
     *
     * @param beta1       how much of the mean of the gradients stays from step to step, 0 to 1 (exclusive)
     * @param beta2       how much of the mean of their squares stays, 0 to 1 (exclusive)
     * @param weightDecay 0 or more
     * @param decayed     which of the parameters that are not frozen it is applied to
     * @param clipNorm    the greatest norm of the gradients of all parameters together; 0 for any
     */
    public AdamW(final NetworkParameters parameters, final double beta1, final double beta2, final double weightDecay, final DecayedWeights decayed, final double clipNorm) {
        super(parameters, weightDecay, decayed, clipNorm);
        this.beta1 = beta1;
        this.beta2 = beta2;
    }

    @Override
    void move(final Parameter parameter, final long step, final double learningRate, final NDManager scratch) {
        final NDArray gradient = parameter.gradient();
        final NDArray mean = remembered(MEAN, parameter).muli(beta1).addi(product(gradient, 1 - beta1, scratch));
        final NDArray squares = product(gradient, 1 - beta2, scratch).muli(gradient);
        final NDArray variance = remembered(VARIANCE, parameter).muli(beta2).addi(squares);
        final NDArray deviation = variance.sqrt();
        deviation.attach(scratch);
        deviation.divi(Math.sqrt(1 - Math.pow(beta2, step))).addi(EPSILON);
        if (parameter.weightDecay() != 0) {
            parameter.weight().muli(1 - learningRate * parameter.weightDecay());
        }

        parameter.weight().subi(product(mean, learningRate / (1 - Math.pow(beta1, step)), scratch).divi(deviation));
    }

    @Override
    List<String> remembered() {
        return List.of(MEAN, VARIANCE);
    }
}
