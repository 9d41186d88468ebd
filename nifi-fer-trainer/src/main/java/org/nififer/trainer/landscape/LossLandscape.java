package org.nififer.trainer.landscape;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetIndex;
import org.nififer.dataset.LabelSet;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Shuffling;
import org.nififer.dataset.Split;
import org.nififer.model.ImageNormalizer;
import org.nififer.model.ModelDescription;
import org.nififer.model.ModelFile;
import org.nififer.network.Network;
import org.nififer.network.NetworkParameters;
import org.nififer.network.Precision;
import org.nififer.network.TorchEngine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Computes the loss in a plane around the weights of a model: one pass over the samples for each point.
 */
public final class LossLandscape {

    private static final int BATCH = 32;
    private static final NDIndex EVERYTHING = new NDIndex(":");

    private final Network network;
    private final NetworkParameters parameters;
    private final Map<String, NDArray> weights = new HashMap<>();
    private final Map<String, NDArray> first;
    private final Map<String, NDArray> second;
    private final List<Batch> batches;

    private LossLandscape(final Network network, final NetworkParameters parameters, final NDManager manager, final List<Batch> batches, final SplittableRandom random) {
        this.network = network;
        this.parameters = parameters;
        this.batches = batches;
        first = Direction.random(parameters, manager, random);
        second = Direction.random(parameters, manager, random);
        first.keySet().forEach(name -> {
            final NDArray copy = parameters.arrays().get(name).duplicate();
            copy.attach(manager);
            weights.put(name, copy);
        });
    }

    /** Some samples in native memory: images {@code [B, 3, S, S]}, targets {@code [B, classes]}. */
    private record Batch(NDArray images, NDArray targets, int size) {
    }

    /**
     * Computes the landscape of a model file. The precision is float32: the roundings of bfloat16 would be hills of their own.
     *
     * @param labels   by which the loss is computed; samples without one of them are left out
     * @param progress told of each sample at each point
     * @throws InvalidInputException where the split has no sample whose expression the model knows
     */
    public static Landscape compute(final Path file, final DatasetIndex dataset, final Split split, final LabelSet labels, final LandscapeSettings settings,
                                    final ProgressListener progress) throws IOException {
        try (ModelFile model = ModelFile.open(file); NetworkParameters parameters = model.loadParameters(); Network network = new Network(model.description().architecture());
             NDManager manager = TorchEngine.newManager()) {
            model.description().requireExpressions(file.toString());
            final SplittableRandom random = new SplittableRandom(settings.seed());
            // The same samples for every model that knows the same expressions.
            final int[] samples = samples(dataset, split, labels, model.description(), settings.samples(), random.split());
            if (samples.length == 0) {
                throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s has no %s samples of an expression that %s knows (%s)", dataset.file(),
                        split.label(), file, model.description().labels()));
            }

            final LossLandscape landscape = new LossLandscape(network, parameters, manager, batches(dataset, samples, labels, model.description(), manager), random);
            return Landscape.of(settings, landscape.losses(settings, progress), samples.length);
        }
    }

    private static int[] samples(final DatasetIndex dataset, final Split split, final LabelSet labels, final ModelDescription model, final int limit,
                                 final SplittableRandom random) {
        final int[] known = Arrays.stream(dataset.samples(split)).filter(sample -> labels.label(dataset, sample).filter(model.expressions()::contains).isPresent()).toArray();
        final int[] drawn = Shuffling.shuffled(known, random);
        return Arrays.copyOf(drawn, Math.min(limit, drawn.length));
    }

    private static List<Batch> batches(final DatasetIndex dataset, final int[] samples, final LabelSet labels, final ModelDescription model, final NDManager manager)
            throws IOException {
        final ImageNormalizer normalizer = new ImageNormalizer(model);
        final int classes = model.labels().size();
        final int side = model.architecture().imageSize();
        final List<Batch> batches = new ArrayList<>();
        for (int start = 0; start < samples.length; start += BATCH) {
            final int size = Math.min(BATCH, samples.length - start);
            final float[] images = new float[size * normalizer.length()];
            final float[] targets = new float[size * classes];
            for (int position = 0; position < size; position++) {
                final int sample = samples[start + position];
                normalizer.write(dataset.decodedImage(sample), images, position);
                targets[position * classes + model.expressions().indexOf(labels.label(dataset, sample).orElseThrow())] = 1;
            }

            batches.add(new Batch(manager.create(images, new Shape(size, RgbImage.CHANNELS, side, side)), manager.create(targets, new Shape(size, classes)), size));
        }

        return batches;
    }

    private double[][] losses(final LandscapeSettings settings, final ProgressListener progress) {
        final double[][] losses = new double[settings.rows()][settings.columns()];
        for (int row = 0; row < settings.rows(); row++) {
            for (int column = 0; column < settings.columns(); column++) {
                move(settings.coordinate(column, settings.columns()), settings.coordinate(row, settings.rows()));
                losses[row][column] = loss(progress);
            }
        }

        return losses;
    }

    /** Sets the weights to those of the model, plus a multiple of each direction. */
    private void move(final double alongFirst, final double alongSecond) {
        weights.forEach((name, weight) -> {
            try (NDArray moved = weight.duplicate();
                 NDArray firstStep = first.get(name).mul(alongFirst);
                 NDArray secondStep = second.get(name).mul(alongSecond)) {
                moved.addi(firstStep).addi(secondStep);
                parameters.arrays().get(name).set(EVERYTHING, moved);
            }
        });
    }

    private double loss(final ProgressListener progress) {
        double sum = 0;
        int samples = 0;
        for (final Batch batch : batches) {
            // What the network makes belongs to the manager of its images.
            try (NDManager manager = TorchEngine.newManager()) {
                final NDArray images = batch.images().duplicate();
                images.attach(manager);
                sum += batch.size() * (double) network.loss(images, batch.targets(), 0, Precision.FP32, Network.RunningStatistics.STAY, parameters).loss().getFloat();
            }

            samples += batch.size();
            for (int sample = 0; sample < batch.size(); sample++) {
                progress.sampleDone();
            }
        }

        return sum / samples;
    }
}
