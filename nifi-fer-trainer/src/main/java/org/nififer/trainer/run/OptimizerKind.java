package org.nififer.trainer.run;

import org.nififer.common.Labelled;

/**
 * How the weights are moved: by which optimizer, and whether along the gradient at the weights or that at the worst point near them.
 */
public enum OptimizerKind implements Labelled {
    SGD("Stochastic gradient descent with momentum", Base.SGD, Sharpness.NONE),
    SAM("Sharpness-aware minimization around SGD: two passes a step, flatter minima", Base.SGD, Sharpness.SAM),
    ASAM("Adaptive sharpness-aware minimization around SGD: the radius is measured in parts of each weight, so that scaling the weights changes nothing", Base.SGD, Sharpness.ASAM),
    ADAMW("AdamW: steps of about the same length for every weight, with decoupled weight decay; what transformers are usually trained with", Base.ADAMW, Sharpness.NONE),
    ADAMW_SAM("Sharpness-aware minimization around AdamW", Base.ADAMW, Sharpness.SAM),
    ADAMW_ASAM("Adaptive sharpness-aware minimization around AdamW", Base.ADAMW, Sharpness.ASAM);

    private final String description;
    private final Base base;
    private final Sharpness sharpness;

    OptimizerKind(final String description, final Base base, final Sharpness sharpness) {
        this.description = description;
        this.base = base;
        this.sharpness = sharpness;
    }

    /** What descends. */
    public enum Base {
        /** With the weight decay of this project from its beginning on; the paper names none. */
        SGD(0.01, 5e-4),
        /** With the weight decay of the authors of Swin. */
        ADAMW(0.001, 0.05);

        private final double learningRate;
        private final double weightDecay;

        Base(final double learningRate, final double weightDecay) {
            this.learningRate = learningRate;
            this.weightDecay = weightDecay;
        }

        /** The highest learning rate where none is given. */
        public double defaultLearningRate() {
            return learningRate;
        }

        /** The weight decay where none is given. */
        public double defaultWeightDecay() {
            return weightDecay;
        }
    }

    /** What is looked for around the weights. */
    public enum Sharpness {
        /** Nothing; the radius has no effect. */
        NONE(0.05),
        /** With the paper's radius. */
        SAM(0.05),
        /** With the radius of Kwon et al. (2021). */
        ASAM(0.5);

        private final double rho;

        Sharpness(final double rho) {
            this.rho = rho;
        }

        /** The radius where none is given. */
        public double defaultRho() {
            return rho;
        }
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** What descends. */
    public Base base() {
        return base;
    }

    /** What is looked for around the weights before the descent. */
    public Sharpness sharpness() {
        return sharpness;
    }
}
