package org.nififer.onnx;

import org.nififer.network.PreparedParameters;
import org.nififer.network.SwinConfiguration;

import java.util.List;
import java.util.Locale;

/**
 * The features of a Swin Transformer in a graph, function by function what {@code swin.py} computes. Position biases and masks are constants
 * {@code [nW or 1, heads, N, N]}.
 */
final class SwinGraph {

    private static final float EPSILON = 1e-5f;

    private final OnnxGraph graph;
    private final SwinConfiguration configuration;
    private final PreparedParameters parameters;

    SwinGraph(final OnnxGraph graph, final SwinConfiguration configuration, final PreparedParameters parameters) {
        this.graph = graph;
        this.configuration = configuration;
        this.parameters = parameters;
    }

    /** Adds the network up to its head; returns the name of the features {@code [batch, C]}, gated where there is squeeze-and-excitation. */
    String features() {
        Tokens x = patchEmbed();
        for (int stage = 0; stage < configuration.depths().size(); stage++) {
            final String prefix = String.format(Locale.ROOT, "layers.%d.", stage);
            if (stage > 0) {
                x = patchMerging(x, prefix + "downsample.");
            }

            for (int block = 0; block < configuration.depths().get(stage); block++) {
                x = swinBlock(x, String.format(Locale.ROOT, "%sblocks.%d.", prefix, block), block % 2 == 1);
            }
        }

        final String pooled = graph.node("ReduceMean", List.of(layerNorm(x.name, "norm")), OnnxGraph.numbers("axes", 1, 2), OnnxGraph.number("keepdims", 0));
        return excitation(pooled);
    }

    /**
     * A value {@code [batch, side, side, channels]}.
     *
     * @param name of the value in the graph
     */
    private record Tokens(String name, int side, int channels) {

        private Tokens named(final String other) {
            return new Tokens(other, side, channels);
        }
    }

    private Tokens patchEmbed() {
        String x = NetworkGraph.INPUT;
        for (int convolution = 0; convolution < configuration.convolutions(); convolution++) {
            x = gelu(convolution(x, String.format(Locale.ROOT, "patch_embed.backbone.%d.conv", convolution), SwinConfiguration.convolutionStride(convolution), 1));
        }

        final boolean isLast = configuration.convolutions() > 0;
        final int stride = isLast ? SwinConfiguration.convolutionStride(configuration.convolutions()) : configuration.patchSize();
        final String patches = convolution(x, "patch_embed.proj", stride, isLast ? 1 : 0);
        return new Tokens(layerNorm(transpose(patches, 0, 2, 3, 1), "patch_embed.norm"), configuration.imageSize() / configuration.patchSize(), configuration.embeddingDimension());
    }

    private String convolution(final String x, final String name, final int stride, final int padding) {
        final long kernel = parameters.shape(name + ".weight")[2];
        return graph.node("Conv", List.of(x, constant(name + ".weight"), constant(name + ".bias")), OnnxGraph.numbers("kernel_shape", kernel, kernel),
                OnnxGraph.numbers("strides", stride, stride), OnnxGraph.numbers("pads", padding, padding, padding, padding));
    }

    private Tokens patchMerging(final Tokens tokens, final String prefix) {
        final Tokens x = padded(tokens, tokens.side % 2);
        final int half = x.side / 2;
        String y = reshape(x.name, -1, half, 2, half, 2, x.channels);
        y = reshape(transpose(y, 0, 1, 3, 4, 2, 5), -1, half, half, 4L * x.channels);
        y = product(layerNorm(y, prefix + "norm"), prefix + "reduction");
        return new Tokens(y, half, 2 * x.channels);
    }

    private Tokens swinBlock(final Tokens x, final String prefix, final boolean isShifted) {
        final long[] biasShape = parameters.shape(prefix + "attn.bias");
        final int window = (int) Math.round(Math.sqrt(biasShape[2]));
        final int shift = isShifted && x.side > window ? window / 2 : 0;
        final Tokens y = rolled(padded(x.named(layerNorm(x.name, prefix + "norm1")), Math.floorMod(-x.side, window)), shift);
        final String windows = windowAttention(windowPartition(y, window), y.channels, biasShape, prefix + "attn.");
        final Tokens attended = cropped(rolled(y.named(windowReverse(windows, y, window)), shift == 0 ? 0 : y.side - shift), x.side);
        final String residual = add(x.name, attended.name);

        final String hidden = gelu(linear(layerNorm(residual, prefix + "norm2"), prefix + "mlp.fc1"));
        return x.named(add(residual, linear(hidden, prefix + "mlp.fc2")));
    }

    private String windowPartition(final Tokens x, final int window) {
        final String y = reshape(x.name, -1, x.side / window, window, x.side / window, window, x.channels);
        return reshape(transpose(y, 0, 1, 3, 2, 4, 5), -1, (long) window * window, x.channels);
    }

    private String windowReverse(final String windows, final Tokens x, final int window) {
        final String y = reshape(windows, -1, x.side / window, x.side / window, window, window, x.channels);
        return reshape(transpose(y, 0, 1, 3, 2, 4, 5), -1, x.side, x.side, x.channels);
    }

    private String windowAttention(final String windows, final int channels, final long[] biasShape, final String prefix) {
        final long heads = biasShape[1];
        final long n = biasShape[2];
        final long size = channels / heads;
        final String qkv = transpose(reshape(linear(windows, prefix + "qkv"), -1, n, 3, heads, size), 2, 0, 3, 1, 4);
        final String query = graph.node("Mul", List.of(part(qkv, 0), graph.scalar(1 / Math.sqrt(size))));
        String scores = graph.node("MatMul", List.of(query, transpose(part(qkv, 1), 0, 1, 3, 2)));
        scores = add(reshape(scores, -1, biasShape[0], heads, n, n), constant(prefix + "bias"));
        final String weights = reshape(graph.node("Softmax", List.of(scores), OnnxGraph.number("axis", -1)), -1, heads, n, n);
        final String attended = graph.node("MatMul", List.of(weights, part(qkv, 2)));
        return linear(reshape(transpose(attended, 0, 2, 1, 3), -1, n, channels), prefix + "proj");
    }

    private String part(final String qkv, final int index) {
        return graph.node("Gather", List.of(qkv, graph.index(index)), OnnxGraph.number("axis", 0));
    }

    private String excitation(final String pooled) {
        if (configuration.seReduction() == 0) {
            return pooled;
        }

        final String squeezed = graph.node("Relu", List.of(linear(pooled, "se.fc1")));
        return graph.node("Mul", List.of(pooled, graph.node("Sigmoid", List.of(linear(squeezed, "se.fc2")))));
    }

    /** Exact GELU, x * (1 + erf(x / sqrt(2))) / 2; the operator of this name came with a later operator set. */
    private String gelu(final String x) {
        final String error = graph.node("Erf", List.of(graph.node("Div", List.of(x, graph.scalar(Math.sqrt(2))))));
        return graph.node("Mul", List.of(graph.node("Mul", List.of(x, add(error, graph.scalar(1)))), graph.scalar(0.5)));
    }

    /** Moves rows and columns up and left by a number, those at the border to the other side. */
    private Tokens rolled(final Tokens x, final int shift) {
        if (shift == 0) {
            return x;
        }

        return x.named(rolled(rolled(x.name, 1, shift, x.side), 2, shift, x.side));
    }

    private String rolled(final String x, final int axis, final int shift, final int length) {
        return graph.node("Concat", List.of(slice(x, axis, shift, length), slice(x, axis, 0, shift)), OnnxGraph.number("axis", axis));
    }

    /** Rows and columns of zeros at the bottom and on the right. */
    private Tokens padded(final Tokens x, final int border) {
        if (border == 0) {
            return x;
        }

        return new Tokens(graph.node("Pad", List.of(x.name, graph.constant(0, 0, 0, 0, 0, border, border, 0))), x.side + border, x.channels);
    }

    private Tokens cropped(final Tokens x, final int side) {
        if (x.side == side) {
            return x;
        }

        return new Tokens(slice(slice(x.name, 1, 0, side), 2, 0, side), side, x.channels);
    }

    private String slice(final String x, final int axis, final int start, final int end) {
        return graph.node("Slice", List.of(x, graph.constant(start), graph.constant(end), graph.constant(axis)));
    }

    private String layerNorm(final String x, final String name) {
        return graph.node("LayerNormalization", List.of(x, constant(name + ".weight"), constant(name + ".bias")), OnnxGraph.number("axis", -1),
                OnnxGraph.decimal("epsilon", EPSILON));
    }

    private String linear(final String x, final String name) {
        return add(product(x, name), constant(name + ".bias"));
    }

    /** Weights are {@code [out, in]} in PyTorch; ONNX Runtime transposes constants once. */
    private String product(final String x, final String name) {
        return graph.node("MatMul", List.of(x, transpose(constant(name + ".weight"), 1, 0)));
    }

    private String add(final String left, final String right) {
        return graph.node("Add", List.of(left, right));
    }

    private String transpose(final String x, final long... permutation) {
        return graph.node("Transpose", List.of(x), OnnxGraph.numbers("perm", permutation));
    }

    private String reshape(final String x, final long... shape) {
        return graph.node("Reshape", List.of(x, graph.constant(shape)));
    }

    private String constant(final String name) {
        return graph.constant(name, parameters.shape(name), parameters.values(name));
    }
}
