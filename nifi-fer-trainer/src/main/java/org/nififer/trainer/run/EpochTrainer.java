package org.nififer.trainer.run;

import org.nififer.dataset.Seeds;
import org.nififer.model.ImageNormalizer;
import org.nififer.model.ModelDescription;
import org.nififer.network.Network;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Takes a network through the training samples once, step by step. What an epoch does depends on its number, the settings and the {@link TrainingState} before it alone.
 */
final class EpochTrainer {

    private final TrainingSettings settings;
    private final TrainingSamples samples;
    private final TrainingListener listener;
    private final ImageNormalizer normalizer;
    private final TargetEncoder targets;
    private final BalancedSampling sampling;
    private final TrainingState state;
    private final BatchGradient gradient;
    private final Divergence divergence;

    /**
     * A trainer of a state, which it moves.
     *
     * @param description of the model, whose images and outputs it says
     * @param softLabels  what a teacher says of the samples
     */
    EpochTrainer(final TrainingSettings settings, final TrainingSamples samples, final ModelDescription description, final SoftLabels softLabels, final Network network,
                 final TrainingState state, final TrainingListener listener) {
        this.settings = settings;
        this.samples = samples;
        this.listener = listener;
        this.state = state;
        normalizer = new ImageNormalizer(description);
        targets = new TargetEncoder(samples.dataset(), description.expressions(), settings.targets(), samples.training(), softLabels);
        sampling = new BalancedSampling(samples.dataset(), samples.training(), settings.targets().balancedSampling());
        gradient = new BatchGradient(network, state.parameters(), settings.precision(), targets.logitAdjustment(sampling));
        divergence = new Divergence(state.parameters());
    }

    /**
     * The training of an epoch.
     *
     * @param loss         mean over its samples, each before its step
     * @param accuracy     of the same passes
     * @param learningRate of its last step
     * @param seconds      it took
     */
    record Trained(double loss, double accuracy, double learningRate, double seconds) {
    }

    /**
     * Trains an epoch.
     *
     * @param epoch from 1
     * @throws org.nififer.common.InvalidInputException where the loss or a weight is no longer a number
     */
    Trained train(final int epoch) throws IOException {
        // Seeds of its own make an epoch independent of how many random numbers those before it drew.
        final RandomGenerator random = new SplittableRandom(Seeds.of(settings.seed(), "epoch", epoch));
        final int accumulation = settings.optimizer().accumulation();
        final long start = System.nanoTime();
        double learningRate = 0;
        double lossSum = 0;
        long correct = 0;
        int seen = 0;
        try (BatchReader reader = new BatchReader(samples.dataset(), normalizer, targets, settings.augmentation(), sampling.draw(random), settings.optimizer().batchSize(),
                random.nextLong())) {
            for (List<Batch> batches = reader.read(accumulation); !batches.isEmpty(); batches = reader.read(accumulation)) {
                learningRate = state.learningRate();
                final double loss = state.step(gradient.of(batches, Seeds.of(settings.seed(), "step", state.steps())));
                divergence.require(loss, epoch, seen, learningRate);
                final int size = batches.stream().mapToInt(Batch::size).sum();
                seen += size;
                lossSum += loss * size;
                correct += gradient.correct();
                listener.stepped(epoch, seen, loss);
            }
        }

        final double seconds = (System.nanoTime() - start) / 1e9;
        divergence.requireFiniteWeights(epoch, learningRate);
        return new Trained(lossSum / seen, (double) correct / seen, learningRate, seconds);
    }
}
