package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.nififer.core.network.NetworkParameters;
import org.nififer.core.network.TorchEngine;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Sharpness-aware minimization (Foret et al., 2021; section 3.4 of Vats and Chadha): climbs from the weights to the worst
 * point within a ball of radius rho, and descends from the weights along the gradient found there. The adaptive kind (ASAM, Kwon et al., 2021)
 * measures the ball in parts of each weight: it climbs by {@code rho * w^2 * g / ||w * g||}, as the adaptive mode of davda54/sam.
 */
public final class Sam implements Optimizer {

    /** Keeps the step finite where the gradient vanishes, as in the reference implementation. */
    private static final double EPSILON = 1e-12;

    private static final NDIndex EVERYTHING = new NDIndex(":");

    private final NetworkParameters parameters;
    private final Sgd base;
    private final double rho;
    private final boolean adaptive;

    /**
     * @param base     descends; closed with this object
     * @param rho      the radius, more than 0; the paper and the reference take 0.05
     * @param adaptive whether it is measured in parts of each weight
     */
    public Sam(final NetworkParameters parameters, final Sgd base, final double rho, final boolean adaptive) {
        this.parameters = parameters;
        this.base = base;
        this.rho = rho;
        this.adaptive = adaptive;
    }

    @Override
    public double step(final GradientFunction gradients, final double learningRate) {
        final double loss = gradients.compute();
        try (NDManager manager = TorchEngine.newManager()) {
            final Map<String, NDArray> weights = climb(manager);
            gradients.computeOnTrial();
            weights.forEach((name, weight) -> parameters.arrays().get(name).set(EVERYTHING, weight));
        }

        base.descend(learningRate);
        return loss;
    }

    /** Moves the weights by rho along the normalised gradient, and returns what they were. */
    private Map<String, NDArray> climb(final NDManager manager) {
        final double scale = rho / (gradientNorm() + EPSILON);
        final Map<String, NDArray> before = new HashMap<>();
        parameters.trainable().forEach((name, weight) -> {
            final NDArray copy = weight.duplicate();
            copy.attach(manager);
            before.put(name, copy);
            try (NDArray gradient = scaledGradient(weight); NDArray step = gradient.mul(scale)) {
                weight.addi(adaptive ? step.muli(copy) : step);
            }
        });
        return before;
    }

    /** The Euclidean norm of the gradients of all parameters together; of the gradients times the weights where the radius is adaptive. */
    double gradientNorm() {
        double squares = 0;
        for (final NDArray weight : parameters.trainable().values()) {
            try (NDArray gradient = scaledGradient(weight); NDArray norm = gradient.norm()) {
                final double value = norm.getFloat();
                squares += value * value;
            }
        }

        return Math.sqrt(squares);
    }

    private NDArray scaledGradient(final NDArray weight) {
        final NDArray gradient = weight.getGradient();
        if (!adaptive) {
            return gradient;
        }

        try (gradient) {
            return gradient.mul(weight);
        }
    }

    @Override
    public Map<String, NDArray> velocities() {
        return base.velocities();
    }

    @Override
    public void restoreVelocity(final String parameter, final FloatBuffer values) {
        base.restoreVelocity(parameter, values);
    }

    @Override
    public void close() {
        base.close();
    }
}
