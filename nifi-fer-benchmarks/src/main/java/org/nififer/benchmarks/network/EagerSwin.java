package org.nififer.benchmarks.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import org.nififer.network.NetworkParameters;
import org.nififer.network.SwinConfiguration;
import org.nififer.network.TorchEngine;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The network as one would write it with DJL's blocks, which call these functions: each operation goes from Java to libtorch by itself. Position indices and masks are
 * made once. It has the same weights and gives the same logits as {@code swin.py}, and is here only to be compared with it.
 */
final class EagerSwin implements AutoCloseable {

    private static final float EPSILON = 1e-5f;
    private static final float MASKED = -100;

    private final SwinConfiguration configuration;
    private final Map<String, NDArray> weights;
    private final NDManager constants = TorchEngine.newManager();
    private final Map<List<Integer>, NDArray> indices = new HashMap<>();
    private final Map<List<Integer>, NDArray> masks = new HashMap<>();

    /** The network with weights that stay the caller's; images must come in their size. */
    EagerSwin(final SwinConfiguration configuration, final NetworkParameters weights) {
        this.configuration = configuration;
        this.weights = weights.arrays();
    }

    /**
     * Inference.
     *
     * @param images {@code [B, 3, S, S]}, whose manager owns everything that is computed
     * @return the logits {@code [B, classes]}
     */
    NDArray logits(final NDArray images) {
        NDArray x = norm(patches(images).transpose(0, 2, 3, 1), "patch_embed.norm");
        for (int stage = 0; stage < configuration.depths().size(); stage++) {
            if (stage > 0) {
                x = merged(x, String.format(Locale.ROOT, "layers.%d.downsample.", stage));
            }

            for (int block = 0; block < configuration.depths().get(stage); block++) {
                x = block(x, String.format(Locale.ROOT, "layers.%d.blocks.%d.", stage, block), configuration.heads().get(stage), block % 2 == 1);
            }
        }

        final NDArray tokens = norm(x, "norm");
        NDArray features = tokens.reshape(tokens.getShape().get(0), -1, configuration.features()).mean(new int[]{1});
        if (configuration.seReduction() > 0) {
            final NDArray gate = linear(Activation.relu(linear(features, "se.fc1")), "se.fc2");
            features = features.mul(Activation.sigmoid(gate));
        }

        return linear(features, "head.fc");
    }

    private NDArray patches(final NDArray images) {
        if (configuration.convolutions() == 0) {
            return convolution(images, "patch_embed.proj", configuration.patchSize(), 0);
        }

        NDArray x = images;
        for (int convolution = 0; convolution < configuration.convolutions(); convolution++) {
            final String name = String.format(Locale.ROOT, "patch_embed.backbone.%d.conv", convolution);
            x = Activation.gelu(convolution(x, name, SwinConfiguration.convolutionStride(convolution), 1));
        }

        return convolution(x, "patch_embed.proj", SwinConfiguration.convolutionStride(configuration.convolutions()), 1);
    }

    private NDArray convolution(final NDArray x, final String name, final int stride, final int padding) {
        return Conv2d.conv2d(x, weight(name + ".weight"), weight(name + ".bias"), new Shape(stride, stride), new Shape(padding, padding)).singletonOrThrow();
    }

    private NDArray block(final NDArray x, final String prefix, final int heads, final boolean isShifted) {
        final long batch = x.getShape().get(0);
        final long side = x.getShape().get(1);
        final long channels = x.getShape().get(3);
        final int window = (int) Math.min(configuration.windowSize(), side);
        final int shift = isShifted && side > window ? window / 2 : 0;
        NDArray y = norm(x, prefix + "norm1");
        y = partition(rolled(y, shift), window);
        y = attention(y, prefix + "attn.", heads, window, shift, side);
        y = y.reshape(batch, side / window, side / window, window, window, channels).transpose(0, 1, 3, 2, 4, 5).reshape(batch, side, side, channels);
        final NDArray attended = x.add(rolled(y, side - shift));
        final NDArray hidden = Activation.gelu(linear(norm(attended, prefix + "norm2"), prefix + "mlp.fc1"));
        return attended.add(linear(hidden, prefix + "mlp.fc2"));
    }

    private NDArray attention(final NDArray windows, final String prefix, final int heads, final int window, final int shift, final long side) {
        final long count = windows.getShape().get(0);
        final long tokens = windows.getShape().get(1);
        final long channels = windows.getShape().get(2);
        final NDArray qkv = linear(windows, prefix + "qkv").reshape(count, tokens, 3, heads, channels / heads).transpose(2, 0, 3, 1, 4);
        final NDArray query = qkv.get(0).mul(Math.pow((double) channels / heads, -0.5));
        final NDArray table = weight(prefix + "relative_position_bias_table");
        final NDArray index = indices.computeIfAbsent(List.of(window), key -> positionIndex(constants, window));
        final NDArray bias = table.get(index).reshape(tokens, tokens, heads).transpose(2, 0, 1).expandDims(0);
        NDArray scores = query.matMul(qkv.get(1).transpose(0, 1, 3, 2)).add(bias);
        if (shift > 0) {
            final long regions = side / window * (side / window);
            final NDArray mask = masks.computeIfAbsent(List.of((int) side, window, shift), key -> mask(constants, (int) side, window, shift))
                    .reshape(1, regions, 1, tokens, tokens);
            scores = scores.reshape(count / regions, regions, heads, tokens, tokens).add(mask).reshape(count, heads, tokens, tokens);
        }

        final NDArray attended = scores.softmax(-1).matMul(qkv.get(2));
        return linear(attended.transpose(0, 2, 1, 3).reshape(count, tokens, channels), prefix + "proj");
    }

    private NDArray merged(final NDArray x, final String prefix) {
        final long batch = x.getShape().get(0);
        final long half = x.getShape().get(1) / 2;
        final long channels = x.getShape().get(3);
        final NDArray merged = x.reshape(batch, half, 2, half, 2, channels).transpose(0, 1, 3, 4, 2, 5).reshape(batch, half, half, 4 * channels);
        return Linear.linear(norm(merged, prefix + "norm"), weight(prefix + "reduction.weight")).singletonOrThrow();
    }

    /** Moves what is at {@code shift} to the beginning of both axes. */
    private static NDArray rolled(final NDArray x, final long shift) {
        final long side = x.getShape().get(1);
        if (shift % side == 0) {
            return x;
        }

        final NDList rows = x.split(new long[]{shift}, 1);
        final NDList columns = rows.get(1).concat(rows.get(0), 1).split(new long[]{shift}, 2);
        return columns.get(1).concat(columns.get(0), 2);
    }

    private static NDArray partition(final NDArray x, final int window) {
        final long batch = x.getShape().get(0);
        final long count = x.getShape().get(1) / window;
        final long channels = x.getShape().get(3);
        return x.reshape(batch, count, window, count, window, channels).transpose(0, 1, 3, 2, 4, 5).reshape(-1, (long) window * window, channels);
    }

    private static NDArray positionIndex(final NDManager manager, final int window) {
        final int tokens = window * window;
        final long[] index = new long[tokens * tokens];
        for (int from = 0; from < tokens; from++) {
            for (int to = 0; to < tokens; to++) {
                final int rows = from / window - to / window + window - 1;
                final int columns = from % window - to % window + window - 1;
                index[from * tokens + to] = (long) rows * (2 * window - 1) + columns;
            }
        }

        return manager.create(index);
    }

    private static NDArray mask(final NDManager manager, final int side, final int window, final int shift) {
        final int count = side / window;
        final int tokens = window * window;
        final float[] mask = new float[count * count * tokens * tokens];
        for (int index = 0; index < mask.length; index++) {
            final int from = position(index / tokens, count, window);
            final int to = position(index / tokens / tokens * tokens + index % tokens, count, window);
            final boolean areNeighbours = region(from / side, side, window, shift) == region(to / side, side, window, shift)
                    && region(from % side, side, window, shift) == region(to % side, side, window, shift);
            mask[index] = areNeighbours ? 0 : MASKED;
        }

        return manager.create(mask);
    }

    /** Where the token of a window, counted over all windows, is in the image, row by row. */
    private static int position(final int token, final int count, final int window) {
        final int region = token / (window * window);
        final int row = region / count * window + token % (window * window) / window;
        return row * count * window + region % count * window + token % window;
    }

    private static int region(final int position, final int side, final int window, final int shift) {
        return (position >= side - window ? 1 : 0) + (position >= side - shift ? 1 : 0);
    }

    private NDArray linear(final NDArray x, final String name) {
        return Linear.linear(x, weight(name + ".weight"), weight(name + ".bias")).singletonOrThrow();
    }

    private NDArray norm(final NDArray x, final String name) {
        final NDArray scale = weight(name + ".weight");
        return LayerNorm.layerNorm(x, scale.getShape(), scale, weight(name + ".bias"), EPSILON).singletonOrThrow();
    }

    private NDArray weight(final String name) {
        return weights.get(name);
    }

    @Override
    public void close() {
        constants.close();
    }
}
