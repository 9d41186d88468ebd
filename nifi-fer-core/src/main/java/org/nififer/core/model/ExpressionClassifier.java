package org.nififer.core.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.nififer.core.Expression;
import org.nififer.core.image.RgbImage;
import org.nififer.core.network.NetworkParameters;
import org.nififer.core.network.Precision;
import org.nififer.core.network.PreparedParameters;
import org.nififer.core.network.SwinNetwork;
import org.nififer.core.network.TorchEngine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A model ready to classify face images. Safe for any number of threads at a time; whoever opens it closes it, after the
 * last call has returned.
 */
public final class ExpressionClassifier implements AutoCloseable {

    private static final int MAXIMUM_BATCH = 32;

    private final String modelId;
    private final ModelDescription description;
    private final Precision precision;
    private final List<Expression> labels;
    private final ImageNormalizer normalizer;
    private final SwinNetwork network;
    private final PreparedParameters parameters;

    private ExpressionClassifier(final String modelId, final ModelDescription description, final Precision precision, final SwinNetwork network,
                                 final PreparedParameters parameters) {
        this.modelId = modelId;
        this.description = description;
        this.precision = precision;
        this.labels = description.expressions();
        this.normalizer = new ImageNormalizer(description);
        this.network = network;
        this.parameters = parameters;
    }

    /**
     * Opens a model file in the precision that suits this machine.
     *
     * @throws org.nififer.core.InvalidInputException where it is not a valid model
     */
    public static ExpressionClassifier open(final Path file) throws IOException {
        try (ModelFile model = ModelFile.open(file)) {
            model.description().requireExpressions(file.toString());
            try (NetworkParameters weights = model.loadParameters()) {
                return of(model.id(), model.description(), weights, Precision.ofThisMachine());
            }
        }
    }

    /**
     * A classifier with a snapshot of the given weights, which stay the caller's.
     *
     * @param modelId what results name as their model
     */
    public static ExpressionClassifier of(final String modelId, final ModelDescription description, final NetworkParameters weights, final Precision precision) {
        final SwinNetwork network = new SwinNetwork();
        try {
            return new ExpressionClassifier(modelId, description, precision, network, network.prepare(weights, precision));
        } catch (final RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** The id of the model's file. */
    public String modelId() {
        return modelId;
    }

    public ModelDescription description() {
        return description;
    }

    public Precision precision() {
        return precision;
    }

    /** Classifies face images of any size, in their order. */
    public List<Classification> classify(final List<RgbImage> faces) {
        final List<Classification> classifications = new ArrayList<>(faces.size());
        for (int start = 0; start < faces.size(); start += MAXIMUM_BATCH) {
            final List<RgbImage> batch = faces.subList(start, Math.min(start + MAXIMUM_BATCH, faces.size()));
            final float[] logits = forward(batch, output -> output.logits().toFloatArray());
            for (int row = 0; row < batch.size(); row++) {
                classifications.add(Classification.of(labels, logits, row));
            }
        }

        return classifications;
    }

    /** Classifies face images of any size, in their order, and tells the features that led to the answers. */
    public List<FeaturedClassification> classifyWithFeatures(final List<RgbImage> faces) {
        final List<FeaturedClassification> classifications = new ArrayList<>(faces.size());
        for (int start = 0; start < faces.size(); start += MAXIMUM_BATCH) {
            final List<RgbImage> batch = faces.subList(start, Math.min(start + MAXIMUM_BATCH, faces.size()));
            classifications.addAll(forward(batch, output -> FeaturedClassification.of(labels, output, batch.size())));
        }

        return classifications;
    }

    private <T> T forward(final List<RgbImage> faces, final Function<SwinNetwork.Output, T> reader) {
        final float[] images = new float[faces.size() * normalizer.length()];
        for (int position = 0; position < faces.size(); position++) {
            normalizer.write(faces.get(position), images, position);
        }

        final int side = description.architecture().imageSize();
        try (NDManager manager = TorchEngine.newManager()) {
            return reader.apply(network.forward(manager.create(images, new Shape(faces.size(), RgbImage.CHANNELS, side, side)), parameters));
        }
    }

    @Override
    public void close() {
        parameters.close();
        network.close();
    }
}
