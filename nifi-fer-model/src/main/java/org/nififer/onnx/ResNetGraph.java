package org.nififer.onnx;

import org.nififer.network.PreparedParameters;
import org.nififer.network.ResNetConfiguration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The features of a ResNet in a graph, function by function what {@code resnet.py} computes in inference.
 */
final class ResNetGraph {

    private static final float EPSILON = 1e-5f;

    private final OnnxGraph graph;
    private final ResNetConfiguration configuration;
    private final PreparedParameters parameters;

    ResNetGraph(final OnnxGraph graph, final ResNetConfiguration configuration, final PreparedParameters parameters) {
        this.graph = graph;
        this.configuration = configuration;
        this.parameters = parameters;
    }

    /** Adds the network up to its head; returns the name of the features {@code [batch, C]}. */
    String features() {
        String x = relu(batchNorm(conv(NetworkGraph.INPUT, "conv1", 2), "bn1"));
        x = graph.node("MaxPool", List.of(x), OnnxGraph.numbers("kernel_shape", 3, 3), OnnxGraph.numbers("strides", 2, 2), OnnxGraph.numbers("pads", 1, 1, 1, 1));
        for (int stage = 0; stage < configuration.depths().size(); stage++) {
            for (int block = 0; block < configuration.depths().get(stage); block++) {
                x = bottleneck(x, String.format(Locale.ROOT, "layer%d.%d.", stage + 1, block), stage > 0 && block == 0 ? 2 : 1, block == 0);
            }
        }

        return graph.node("Flatten", List.of(graph.node("GlobalAveragePool", List.of(x))), OnnxGraph.number("axis", 1));
    }

    private String bottleneck(final String x, final String prefix, final int stride, final boolean downsamples) {
        String y = relu(batchNorm(conv(x, prefix + "conv1", 1), prefix + "bn1"));
        y = relu(batchNorm(conv(y, prefix + "conv2", stride), prefix + "bn2"));
        y = batchNorm(conv(y, prefix + "conv3", 1), prefix + "bn3");
        final String shortcut = downsamples ? batchNorm(conv(x, prefix + "downsample.0", stride), prefix + "downsample.1") : x;
        return relu(graph.node("Add", List.of(shortcut, y)));
    }

    private String conv(final String x, final String name, final int stride) {
        final long kernel = parameters.shape(name + ".weight")[2];
        final long padding = kernel / 2;
        return graph.node("Conv", List.of(x, constant(name + ".weight")), OnnxGraph.numbers("kernel_shape", kernel, kernel), OnnxGraph.numbers("strides", stride, stride),
                OnnxGraph.numbers("pads", padding, padding, padding, padding));
    }

    private String batchNorm(final String x, final String name) {
        final List<String> inputs = new ArrayList<>(List.of(x));
        for (final String part : List.of(".weight", ".bias", ".running_mean", ".running_var")) {
            inputs.add(constant(name + part));
        }

        return graph.node("BatchNormalization", inputs, OnnxGraph.decimal("epsilon", EPSILON));
    }

    private String relu(final String x) {
        return graph.node("Relu", List.of(x));
    }

    private String constant(final String name) {
        return graph.constant(name, parameters.shape(name), parameters.values(name));
    }
}
