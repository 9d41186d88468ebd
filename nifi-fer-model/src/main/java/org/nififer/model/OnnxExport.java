package org.nififer.model;

import org.nififer.network.ComputeDevice;
import org.nififer.network.Network;
import org.nififer.network.NetworkConfiguration;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.PreparedParameters;
import org.nififer.onnx.NetworkGraph;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes models as ONNX, for the runtimes of others.
 */
public final class OnnxExport {

    private OnnxExport() {
    }

    /**
     * Writes a model of nifi-fer as ONNX, in float32 and for any batch size, and its description beside it.
     *
     * @param output the .onnx file
     * @throws org.nififer.common.InvalidInputException where the model is not valid or the name of the output does not end with .onnx
     */
    public static void export(final Path model, final Path output) throws IOException {
        try (ModelFile file = ModelFile.open(model)) {
            file.description().requireExpressions(model.toString());
            final NetworkConfiguration architecture = file.description().architecture();
            try (NetworkParameters weights = file.loadParameters(ComputeDevice.CPU); Network network = new Network(architecture, ComputeDevice.CPU);
                 PreparedParameters prepared = network.prepare(weights, Precision.FP32)) {
                OnnxModelFile.write(output, NetworkGraph.model(architecture, prepared), OnnxDescription.of(file.description()));
            }
        }
    }
}
