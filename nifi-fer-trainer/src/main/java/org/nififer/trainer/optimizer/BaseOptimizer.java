package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.nififer.network.NetworkParameters;
import org.nififer.network.TorchEngine;
import org.nififer.trainer.optimizer.Optimizer.GradientFunction;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Moves the weights along the gradients that they hold, one pass a step. Before that the gradients of all parameters together are shortened to a greatest norm, as
 * {@code torch.nn.utils.clip_grad_norm_} does it.
 */
public abstract sealed class BaseOptimizer implements Optimizer permits Sgd, AdamW {

    /** What torch adds to the norm before it divides by it. */
    private static final double CLIP_EPSILON = 1e-6;

    private final NetworkParameters parameters;
    private final double weightDecay;
    private final DecayedWeights decayed;
    private final double clipNorm;
    private final NDManager manager = TorchEngine.newManager();
    /** In an order that is the same after a restoration: equal runs leave equal files. */
    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private long steps;

    /**
     * @param weightDecay 0 or more
     * @param decayed     which of the parameters that are not frozen it is applied to
     * @param clipNorm    the greatest Euclidean norm of the gradients of all parameters together; 0 for any
     */
    BaseOptimizer(final NetworkParameters parameters, final double weightDecay, final DecayedWeights decayed, final double clipNorm) {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        this.decayed = decayed;
        this.clipNorm = clipNorm;
    }

    /** Whose weights it moves. */
    NetworkParameters parameters() {
        return parameters;
    }

    @Override
    public double step(final GradientFunction gradients, final double learningRate) {
        final double loss = gradients.compute();
        descend(learningRate);
        return loss;
    }

    /** Moves the weights by the gradients that they hold. */
    void descend(final double learningRate) {
        steps++;
        final double scale = clipNorm == 0 ? 1 : clipNorm / (Gradients.norm(parameters) + CLIP_EPSILON);
        parameters.trainable().forEach((name, weight) -> {
            // A manager for each parameter: what the arithmetic leaves behind is freed at once.
            try (NDManager scratch = manager.newSubManager(); NDArray gradient = weight.getGradient()) {
                gradient.attach(scratch);
                // A norm that is no number does not pass as one: the weights get it, and the run says so.
                final NDArray clipped = scale >= 1 ? gradient : gradient.muli(scale);
                move(new Parameter(name, weight, clipped, decayed.include(name, weight) ? weightDecay : 0), steps, learningRate, scratch);
            }
        });
    }

    /**
     * A parameter in a step.
     *
     * @param name        timm's
     * @param weight      to be moved
     * @param gradient    of the loss
     * @param weightDecay of this parameter
     */
    record Parameter(String name, NDArray weight, NDArray gradient, double weightDecay) {
    }

    /**
     * Moves one parameter.
     *
     * @param step    from 1
     * @param scratch owns what the arithmetic leaves behind
     */
    abstract void move(Parameter parameter, long step, double learningRate, NDManager scratch);

    /** What it remembers of each parameter: the names of the arrays of the state are these, a dot and the name of the parameter. */
    abstract List<String> remembered();

    /** An array of the state, as large as the parameter; 0 before the first step. */
    NDArray remembered(final String what, final Parameter parameter) {
        return state.computeIfAbsent(key(what, parameter.name()), name -> {
            final NDArray array = parameter.weight().zerosLike();
            array.attach(manager);
            return array;
        });
    }

    private static String key(final String what, final String parameter) {
        return what + '.' + parameter;
    }

    /** A product that lives as long as the scratch. */
    static NDArray product(final NDArray array, final double factor, final NDManager scratch) {
        final NDArray product = array.mul(factor);
        product.attach(scratch);
        return product;
    }

    @Override
    public Map<String, NDArray> state() {
        return Collections.unmodifiableMap(state);
    }

    @Override
    public void restore(final long stepsBefore, final Function<String, FloatBuffer> values) {
        steps = stepsBefore;
        if (steps > 0) {
            parameters.trainable().forEach((parameter, weight) -> remembered().stream().map(what -> key(what, parameter))
                    .forEach(name -> state.put(name, Gradients.copy(values.apply(name), weight, manager))));
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
