package org.nififer.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.nififer.network.ComputeDevice;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.PreparedParameters;
import org.nififer.network.TorchEngine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A model of nifi-fer on libtorch.
 */
final class TorchClassifier extends ExpressionClassifier {

    private final ModelDescription description;
    private final NetworkInput input;
    private final int cores;
    private final ComputeDevice device;
    private final ModelSummary summary;
    private final Network network;
    private final PreparedParameters parameters;
    private final AtomicInteger running = new AtomicInteger();

    private TorchClassifier(final String modelId, final ModelDescription description, final ClassifierSettings settings, final ModelSummary summary, final ComputeDevice device,
                            final Network network, final PreparedParameters parameters) {
        super(modelId, description.expressions(), NetworkInput.of(description), OutputKind.LOGITS, description.softmaxTemperature(), settings);
        this.description = description;
        this.input = NetworkInput.of(description);
        this.cores = settings.cores();
        this.device = device;
        this.summary = summary;
        this.network = network;
        this.parameters = parameters;
    }

    static TorchClassifier load(final Path file, final ClassifierSettings settings) throws IOException {
        try (ModelFile model = ModelFile.open(file)) {
            model.description().requireExpressions(file.toString());
            final ComputeDevice device = TorchEngine.choose(settings.device());
            try (NetworkParameters weights = model.loadParameters(device)) {
                // A precision that is named does not depend on what the run says of those left open.
                final Precision precision = settings.precision().isPresent() ? settings.precision().get() : Precision.of(device);
                return of(model.id(), model.description(), weights, precision, settings);
            }
        }
    }

    static TorchClassifier of(final String modelId, final ModelDescription description, final NetworkParameters weights, final Precision precision,
                             final ClassifierSettings settings) {
        final ModelSummary summary = new ModelSummary(description.variant(), description.architecture().parameterCount(), weights.device().label(), precision.label());
        final Network network = new Network(description.architecture(), weights.device());
        try {
            return new TorchClassifier(modelId, description, settings, summary, weights.device(), network, network.prepare(weights, precision));
        } catch (final RuntimeException e) {
            network.close();
            throw e;
        }
    }

    @Override
    public Optional<ModelDescription> description() {
        return Optional.of(description);
    }

    @Override
    public ModelSummary summary() {
        return summary;
    }

    @Override
    float[] outputs(final float[] images, final int count) {
        return run(images, count, output -> output.logits().toFloatArray());
    }

    @Override
    ExpressionClassifier.Outputs outputsWithFeatures(final float[] images, final int count) {
        return run(images, count, output -> new ExpressionClassifier.Outputs(output.logits().toFloatArray(), output.pooled().toFloatArray(), output.gated().toFloatArray(), count));
    }

    private <T> T run(final float[] images, final int count, final Function<Network.Output, T> reader) {
        final int batches = running.incrementAndGet();
        try (NDManager manager = TorchEngine.newManager(device)) {
            // Where batches overlap they share the cores out: threads that meet after each operation wait for each other when others take their cores.
            TorchEngine.useCores(cores > 0 ? cores : Math.max(1, TorchEngine.cores() / batches));
            return reader.apply(network.forward(manager.create(images, new Shape(input.shape(count))), parameters));
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public void close() {
        parameters.close();
        network.close();
    }
}
