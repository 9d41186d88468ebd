package org.nififer.network;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.ParameterStore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The program of a kind of network, {@code swin.py} or {@code resnet.py}, loaded into libtorch. It has no weights of its own: every call gets them. Calls are safe
 * from several threads at a time; each thread calls {@link TorchEngine#prepareThread()} first. Results belong to the
 * manager of the images.
 */
public final class Network implements AutoCloseable {

    private static final String METHOD = "module_method:";
    /**
     * What the largest array of a pass stays below on a CPU, where one image alone does. glibc gives large arrays back to the system and gets them page by page anew:
     * with batches of 32 images that took a quarter of the time. Arrays of this size it keeps and reuses.
     */
    private static final long LARGEST_ARRAY_BYTES = 10 << 20;

    private final Model model;
    private final NDManager manager;
    private final NDArray lossMethod;
    private final NDArray prepareMethod;

    /**
     * Compiles the program for the device that weights are on by default.
     *
     * @param configuration whose kind of network it is to run
     */
    public Network(final NetworkConfiguration configuration) {
        this(configuration, TorchEngine.newManager());
    }

    /** Compiles the program for a device, where the weights must be as well. */
    public Network(final NetworkConfiguration configuration, final ComputeDevice device) {
        this(configuration, TorchEngine.newManager(device));
    }

    private Network(final NetworkConfiguration configuration, final NDManager manager) {
        this.manager = manager;
        final Program program = switch (configuration) {
            case SwinConfiguration swin -> new Program("swin.py", "Swin");
            case ResNetConfiguration resNet -> new Program("resnet.py", "ResNet");
        };
        model = Model.newInstance(program.className, manager.getDevice(), "PyTorch");
        TorchScriptProgram.load(model, Network.class, program.resource);
        lossMethod = method("loss");
        prepareMethod = method("prepare");
    }

    private NDArray method(final String name) {
        final NDArray array = manager.create(0f);
        array.setName(METHOD + name);
        return array;
    }

    /** A text beside this class, and the module class that it declares. */
    private record Program(String resource, String className) {
    }

    /**
     * What the network makes of a batch.
     *
     * @param logits {@code [B, classes]}
     * @param pooled the squeezed features {@code [B, C]}
     * @param gated  the same after the excitation {@code [B, C]}; equal where there is none
     */
    public record Output(NDArray logits, NDArray pooled, NDArray gated) {
    }

    /**
     * Loss and logits of a training batch.
     *
     * @param loss   mean cross-entropy, a scalar that a gradient collector can go back from
     * @param logits {@code [B, classes]}
     */
    public record Loss(NDArray loss, NDArray logits) {
    }

    /**
     * What a training pass does with the running means and variances of batch normalisation; nothing where a network has none.
     */
    public enum RunningStatistics {
        /** They move a tenth of the way to the statistics of the batch. */
        FOLLOW(0.1f),
        /** They stay, as in the second pass of sharpness-aware minimization, whose weights are only tried. */
        STAY(0);

        private final float momentum;

        RunningStatistics(final float momentum) {
            this.momentum = momentum;
        }

        /** The part of the way, in torch's sense of the word. */
        float momentum() {
            return momentum;
        }
    }

    /**
     * Inference. A CPU computes few images of a large batch at a time, a GPU all of them.
     *
     * @param images {@code [B, 3, S, S]} RGB, normalised
     */
    public Output forward(final NDArray images, final PreparedParameters parameters) {
        final long count = images.getShape().get(0);
        final long step = images.getDevice().isGpu() ? count : Math.min(count, parameters.imagesAtATime());
        final List<NDList> parts = new ArrayList<>();
        for (long start = 0; start < count; start += step) {
            final NDArray part = step == count ? images : images.get(new NDIndex().addSliceDim(start, Math.min(start + step, count)));
            parts.add(run(new NDList(part).addAll(parameters.argument()), false));
        }

        return new Output(joined(parts, 0), joined(parts, 1), joined(parts, 2));
    }

    private static NDArray joined(final List<NDList> parts, final int output) {
        return parts.size() == 1 ? parts.getFirst().get(output) : NDArrays.concat(new NDList(parts.stream().map(part -> part.get(output)).toList()));
    }

    /** The differentiable loss of the logits as they are. */
    public Loss loss(final NDArray images, final NDArray targets, final double dropPathRate, final Precision precision, final RunningStatistics statistics,
                     final NetworkParameters parameters) {
        return loss(images, targets, new float[parameters.configuration().classes()], dropPathRate, precision, statistics, parameters);
    }

    /**
     * The differentiable loss.
     *
     * @param images       {@code [B, 3, S, S]} RGB, normalised
     * @param targets      {@code [B, classes]}, each row a distribution
     * @param adjustment   what the loss adds to the logits {@code [classes]}, which are returned without it
     * @param dropPathRate stochastic depth of the last block, 0 for none
     * @param precision    one that is {@linkplain Precision#isTrainable() trainable}
     * @param statistics   what this pass does with those of batch normalisation
     */
    public Loss loss(final NDArray images, final NDArray targets, final float[] adjustment, final double dropPathRate, final Precision precision,
                     final RunningStatistics statistics, final NetworkParameters parameters) {
        if (!precision.isTrainable()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s is for inference only", precision));
        }

        final NDArray options = images.getManager().create(new float[]{(float) dropPathRate, precision == Precision.BF16 ? 1 : 0, statistics.momentum()});
        final NDList result = run(new NDList(images, targets, images.getManager().create(adjustment), options, lossMethod).addAll(parameters.argument()), true);
        return new Loss(result.get(0), result.get(1));
    }

    /** A snapshot of the weights for many calls of {@link #forward}: cast once, position biases and masks spread out once. */
    public PreparedParameters prepare(final NetworkParameters parameters, final Precision precision) {
        TorchEngine.prepareThread();
        final NDManager owner = manager.newSubManager();
        final NDArray size = owner.create((float) parameters.configuration().imageSize());
        final NDArray type = owner.create((float) torchType(precision));
        final NDList prepared = run(new NDList(size, type, prepareMethod).addAll(parameters.argument()), false);
        final long imagesAtATime = LARGEST_ARRAY_BYTES / (parameters.configuration().largestActivation() * precision.bytes());
        return new PreparedParameters(owner, prepared, Math.toIntExact(Math.max(1, imagesAtATime)));
    }

    /** The number by which the program knows the type of the matrix products. */
    private static int torchType(final Precision precision) {
        return switch (precision) {
            case FP32 -> 6;
            case BF16 -> 15;
            case FP16 -> 5;
        };
    }

    private NDList run(final NDList arguments, final boolean training) {
        return model.getBlock().forward(new ParameterStore(), arguments, training);
    }

    @Override
    public void close() {
        model.close();
        manager.close();
    }
}
