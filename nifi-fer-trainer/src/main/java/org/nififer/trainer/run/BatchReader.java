package org.nififer.trainer.run;

import org.nififer.core.Expression;
import org.nififer.core.dataset.DatasetIndex;
import org.nififer.core.image.RgbImage;
import org.nififer.core.model.ImageNormalizer;
import org.nififer.core.model.ModelDescription;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads, decodes and normalises batches on a thread of its own, a few batches ahead of the network.
 */
final class BatchReader implements AutoCloseable {

    private static final int BATCHES_AHEAD = 3;

    private final DatasetIndex dataset;
    private final List<Expression> labels;
    private final ImageNormalizer normalizer;
    private final int[] order;
    private final int batchSize;
    private final TrainingAugmentation augmentation;
    private final long seed;
    private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("batch-reader").daemon().factory());
    private int next;

    /**
     * @param order the numbers of the samples, in the order in which they are read
     * @param seed  of the augmentation; each sample has random numbers of its own, whatever batch it is in
     */
    BatchReader(final DatasetIndex dataset, final ModelDescription model, final int[] order, final int batchSize, final TrainingAugmentation augmentation,
                final long seed) {
        this.dataset = dataset;
        this.labels = model.expressions();
        this.normalizer = new ImageNormalizer(model);
        this.order = order;
        this.batchSize = batchSize;
        this.augmentation = augmentation;
        this.seed = seed;
        for (int batch = 0; batch < BATCHES_AHEAD; batch++) {
            submit();
        }
    }

    private void submit() {
        if (next < order.length) {
            final int start = next;
            final int size = Math.min(batchSize, order.length - start);
            next += size;
            ahead.add(executor.submit(() -> load(start, size)));
        }
    }

    private Batch load(final int start, final int size) throws IOException {
        final float[] images = new float[size * normalizer.length()];
        final float[] targets = new float[size * labels.size()];
        for (int position = 0; position < size; position++) {
            final int sample = order[start + position];
            final RgbImage image = augmentation.apply(dataset.decodedImage(sample), dataset.isAugmented(sample), dataset.rotationBorder(), new SplittableRandom(seed + sample));
            normalizer.write(image, images, position);
            writeTarget(sample, targets, position * labels.size());
        }

        return new Batch(size, images, targets);
    }

    /** The label, or the distribution of the votes among the labels of the model where the source has votes. */
    private void writeTarget(final int sample, final float[] targets, final int start) {
        final Map<Expression, Integer> votes = dataset.votes(sample);
        final int total = labels.stream().mapToInt(label -> votes.getOrDefault(label, 0)).sum();
        for (int label = 0; label < labels.size(); label++) {
            final Expression expression = labels.get(label);
            if (total > 0) {
                targets[start + label] = (float) votes.getOrDefault(expression, 0) / total;
            } else if (expression == dataset.expression(sample)) {
                targets[start + label] = 1;
            }
        }
    }

    /** The next batch, or null after the last one. */
    Batch read() throws IOException {
        final Future<Batch> batch = ahead.poll();
        if (batch == null) {
            return null;
        }

        submit();
        try {
            return batch.get();
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof IOException exception) {
                throw exception;
            }

            if (e.getCause() instanceof OutOfMemoryError error) {
                throw error;
            }

            throw new IllegalStateException("A batch cannot be read", e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while reading a batch");
        }
    }

    /** Batches that are being read are read to their end: an interrupt would close the file under the next epoch. */
    @Override
    public void close() {
        ahead.forEach(batch -> batch.cancel(false));
        executor.shutdown();
    }
}
