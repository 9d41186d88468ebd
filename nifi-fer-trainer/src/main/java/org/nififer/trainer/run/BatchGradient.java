package org.nififer.trainer.run;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.TorchEngine;
import org.nififer.trainer.optimizer.Optimizer.GradientFunction;

import java.util.List;

/**
 * Loss and gradients of batches. Not thread-safe; DJL allows one gradient collector at a time in a class loader.
 */
public final class BatchGradient {

    private final Network network;
    private final NetworkParameters parameters;
    private final Precision precision;
    private final float[] logitAdjustment;
    private int correct;

    /** The gradient of the loss of the logits as they are. */
    public BatchGradient(final Network network, final NetworkParameters parameters, final Precision precision) {
        this(network, parameters, precision, new float[parameters.configuration().classes()]);
    }

    /**
     * @param parameters      made trainable here, but for those that are frozen
     * @param logitAdjustment what the loss adds to the logits {@code [classes]}
     */
    BatchGradient(final Network network, final NetworkParameters parameters, final Precision precision, final float[] logitAdjustment) {
        this.network = network;
        this.parameters = parameters;
        this.precision = precision;
        this.logitAdjustment = logitAdjustment;
        parameters.requireGradients();
    }

    /**
     * The mean loss over the samples of some batches as an optimizer asks for it; they go through the network one after the other.
     *
     * @param seed of what is random in the network: the passes of one step leave out the same blocks, so that a climb is one on the loss that was looked at
     */
    public GradientFunction of(final List<Batch> batches, final long seed) {
        return new GradientFunction() {
            @Override
            public double compute() {
                return gradient(batches, seed, Network.RunningStatistics.FOLLOW);
            }

            @Override
            public double computeOnTrial() {
                return gradient(batches, seed, Network.RunningStatistics.STAY);
            }
        };
    }

    /** How many samples of the last pass that was no trial have their highest logit where their target is highest. */
    public int correct() {
        return correct;
    }

    private double gradient(final List<Batch> batches, final long seed, final Network.RunningStatistics statistics) {
        zeroGradients();
        TorchEngine.seed(seed);
        correct = statistics == Network.RunningStatistics.FOLLOW ? 0 : correct;
        final int samples = batches.stream().mapToInt(Batch::size).sum();
        double loss = 0;
        for (final Batch batch : batches) {
            loss += addGradient(batch, (float) batch.size() / samples, statistics);
        }

        return loss;
    }

    /** Adds the gradient of a batch to those that are there; the loss is linear in the targets, so that they carry the batch's share of the mean. */
    private double addGradient(final Batch batch, final float share, final Network.RunningStatistics statistics) {
        final int side = parameters.configuration().imageSize();
        try (NDManager manager = TorchEngine.newManager(); GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            final NDArray images = manager.create(batch.images(), new Shape(batch.size(), 3, side, side));
            final NDArray targets = manager.create(batch.targets(), new Shape(batch.size(), parameters.configuration().classes())).muli(share);
            final Network.Loss result = network.loss(images, targets, logitAdjustment, parameters.configuration().dropPathRate(), precision, statistics, parameters);
            collector.backward(result.loss());
            if (statistics == Network.RunningStatistics.FOLLOW) {
                countCorrect(batch, result.logits().toFloatArray());
            }

            return result.loss().getFloat();
        }
    }

    private void countCorrect(final Batch batch, final float[] logits) {
        final int classes = logits.length / batch.size();
        for (int start = 0; start < logits.length; start += classes) {
            correct += highest(logits, start, classes) == highest(batch.targets(), start, classes) ? 1 : 0;
        }
    }

    private static int highest(final float[] values, final int start, final int length) {
        int highest = start;
        for (int index = start + 1; index < start + length; index++) {
            highest = values[index] > values[highest] ? index : highest;
        }

        return highest;
    }

    private void zeroGradients() {
        for (final NDArray weight : parameters.trainable().values()) {
            JniUtils.zeroGrad((PtNDArray) weight);
        }
    }
}
