package org.nififer.onnx;

import org.nififer.network.NetworkConfiguration;
import org.nififer.network.PreparedParameters;
import org.nififer.network.ResNetConfiguration;
import org.nififer.network.SwinConfiguration;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A network as an ONNX graph: the features that its kind computes, and the head. Weights keep the names of timm, the batch size is open.
 */
public final class NetworkGraph {

    /** The name of the input, {@code [batch, 3, S, S]} RGB, normalised. */
    public static final String INPUT = "images";
    /** The name of the output, {@code [batch, classes]}. */
    public static final String OUTPUT = "logits";

    private static final String PRODUCER = "nifi-fer";

    private NetworkGraph() {
    }

    /**
     * The content of an ONNX file, to be written part after part.
     *
     * @param parameters of this configuration, prepared in float32
     */
    public static List<ByteBuffer> model(final NetworkConfiguration configuration, final PreparedParameters parameters) {
        final OnnxGraph graph = new OnnxGraph(configuration.family());
        final String features = switch (configuration) {
            case SwinConfiguration swin -> new SwinGraph(graph, swin, parameters).features();
            case ResNetConfiguration resNet -> new ResNetGraph(graph, resNet, parameters).features();
        };
        final String weight = configuration.head() + ".weight";
        final String bias = configuration.head() + ".bias";
        graph.node("Gemm", List.of(features, graph.constant(weight, parameters.shape(weight), parameters.values(weight)),
                graph.constant(bias, parameters.shape(bias), parameters.values(bias))), OUTPUT, OnnxGraph.number("transB", 1));
        return graph.model(PRODUCER, INPUT, new long[]{NetworkConfiguration.IMAGE_CHANNELS, configuration.imageSize(), configuration.imageSize()}, OUTPUT,
                new long[]{configuration.classes()});
    }
}
