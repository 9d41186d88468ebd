package org.nififer.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import org.nififer.network.NetworkParameters;
import org.nififer.network.TorchEngine;
import org.nififer.trainer.optimizer.Optimizer.GradientFunction;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Sharpness-aware minimization (Foret et al., 2021; section 3.4 of Vats and Chadha): climbs from the weights to the worst
 * point within a ball of radius rho, and descends from the weights along the gradient found there. The adaptive kind (ASAM, Kwon et al., 2021)
 * measures the ball in parts of each weight: it climbs by {@code rho * w^2 * g / ||w * g||}, as the adaptive mode of davda54/sam.
 *
 * With an interval k above 1 it is LookSAM (Liu et al., 2022, algorithm 1): only every k-th step climbs, and keeps the part v of the gradient found there that is orthogonal to
 * the plain gradient g; the steps between them, of one pass each, descend along {@code g + 0.7 * ||g|| / ||v|| * v}.
 */
public final class Sam implements Optimizer {

    /** Keeps the step finite where the gradient vanishes, as in the reference implementation. */
    private static final double EPSILON = 1e-12;

    /** How much of the orthogonal part the steps between two climbs take; that of the authors of LookSAM. */
    private static final double REUSED = 0.7;

    private static final String ORTHOGONAL = "orthogonal.";
    private static final NDIndex EVERYTHING = new NDIndex(":");

    private final NetworkParameters parameters;
    private final BaseOptimizer base;
    private final double rho;
    private final boolean adaptive;
    private final int interval;
    private final NDManager manager = TorchEngine.newManager();
    /** What the last climb found, by the names of the parameters; empty where every step climbs. */
    private final Map<String, NDArray> orthogonal = new LinkedHashMap<>();
    private long steps;

    /**
     * Before the first step.
     *
     * @param base     descends, and clips the gradient that it descends along; it stays the caller's
     * @param rho      the radius, more than 0; the paper and the reference take 0.05
     * @param adaptive whether it is measured in parts of each weight
     * @param interval climbs every so many steps, from the first one on; 1 for every step
     */
    public Sam(final BaseOptimizer base, final double rho, final boolean adaptive, final int interval) {
        this.parameters = base.parameters();
        this.base = base;
        this.rho = rho;
        this.adaptive = adaptive;
        this.interval = interval;
    }

    @Override
    public double step(final GradientFunction gradients, final double learningRate) {
        final double loss = gradients.compute();
        if (steps % interval == 0) {
            sharpen(gradients);
        } else {
            addOrthogonal();
        }

        steps++;
        base.descend(learningRate);
        return loss;
    }

    /** Replaces the gradient by that of the worst point. */
    private void sharpen(final GradientFunction gradients) {
        try (NDManager scratch = TorchEngine.newManager()) {
            final Map<String, NDArray> plain = interval == 1 ? Map.of() : plainGradients(scratch);
            final Map<String, NDArray> weights = climb(scratch);
            gradients.computeOnTrial();
            weights.forEach((name, weight) -> parameters.arrays().get(name).set(EVERYTHING, weight));
            if (interval > 1) {
                keepOrthogonal(plain);
            }
        }
    }

    private Map<String, NDArray> plainGradients(final NDManager scratch) {
        final Map<String, NDArray> plain = new LinkedHashMap<>();
        parameters.trainable().forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                plain.put(name, Gradients.copy(gradient, scratch));
            }
        });
        return plain;
    }

    /** Moves the weights by rho along the normalised gradient, and returns what they were. */
    private Map<String, NDArray> climb(final NDManager scratch) {
        final double scale = rho / (gradientNorm() + EPSILON);
        final Map<String, NDArray> before = new LinkedHashMap<>();
        parameters.trainable().forEach((name, weight) -> {
            final NDArray copy = Gradients.copy(weight, scratch);
            before.put(name, copy);
            try (NDArray gradient = scaledGradient(weight); NDArray step = gradient.mul(scale)) {
                weight.addi(adaptive ? step.muli(copy) : step);
            }
        });
        return before;
    }

    /** The Euclidean norm of the gradients of all parameters together; of the gradients times the weights where the radius is adaptive. */
    private double gradientNorm() {
        if (!adaptive) {
            return Gradients.norm(parameters);
        }

        double squares = 0;
        for (final NDArray weight : parameters.trainable().values()) {
            try (NDArray gradient = scaledGradient(weight)) {
                final double norm = Gradients.norm(gradient);
                squares += norm * norm;
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

    /** Keeps the part of the gradients that is orthogonal to others. */
    private void keepOrthogonal(final Map<String, NDArray> plain) {
        double product = 0;
        double squares = 0;
        for (final Map.Entry<String, NDArray> entry : plain.entrySet()) {
            try (NDArray gradient = parameters.arrays().get(entry.getKey()).getGradient(); NDArray products = gradient.mul(entry.getValue()); NDArray sum = products.sum()) {
                product += sum.getFloat();
            }

            final double norm = Gradients.norm(entry.getValue());
            squares += norm * norm;
        }

        final double along = squares == 0 ? 0 : product / squares;
        plain.forEach((name, own) -> {
            try (NDArray gradient = parameters.arrays().get(name).getGradient(); NDArray part = own.mul(along)) {
                final NDArray old = orthogonal.put(name, attached(gradient.sub(part)));
                if (old != null) {
                    old.close();
                }
            }
        });
    }

    private NDArray attached(final NDArray array) {
        array.attach(manager);
        return array;
    }

    /** Bends the gradient towards where the last climb would bend it. */
    private void addOrthogonal() {
        double squares = 0;
        for (final NDArray part : orthogonal.values()) {
            final double norm = Gradients.norm(part);
            squares += norm * norm;
        }

        final double scale = REUSED * Gradients.norm(parameters) / (Math.sqrt(squares) + EPSILON);
        orthogonal.forEach((name, part) -> {
            try (NDArray gradient = parameters.arrays().get(name).getGradient(); NDArray added = part.mul(scale)) {
                gradient.addi(added);
            }
        });
    }

    @Override
    public Map<String, NDArray> state() {
        final Map<String, NDArray> state = new LinkedHashMap<>();
        orthogonal.forEach((name, part) -> state.put(ORTHOGONAL + name, part));
        return Collections.unmodifiableMap(state);
    }

    @Override
    public void restore(final long stepsBefore, final Function<String, FloatBuffer> values) {
        steps = stepsBefore;
        if (steps > 0 && interval > 1) {
            parameters.trainable().forEach((name, weight) -> orthogonal.put(name, Gradients.copy(values.apply(ORTHOGONAL + name), weight, manager)));
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
