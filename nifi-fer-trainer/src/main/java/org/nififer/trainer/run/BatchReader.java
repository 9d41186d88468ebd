package org.nififer.trainer.run;

import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetIndex;
import org.nififer.model.ImageNormalizer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads, decodes and normalises batches on a thread of its own, a few batches ahead of the network.
 */
public final class BatchReader implements AutoCloseable {

    private static final int BATCHES_AHEAD = 3;

    private final DatasetIndex dataset;
    private final ImageNormalizer normalizer;
    private final TargetEncoder targets;
    private final AugmentationSettings augmentation;
    private final int[] order;
    private final long[] seeds;
    private final int batchSize;
    private final long seed;
    private final Queue<Future<Batch>> ahead = new ArrayDeque<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("batch-reader").daemon().factory());
    private int next;

    /**
     * Begins to read.
     *
     * @param order the numbers of the samples, in the order in which they are read; one may be there more than once
     * @param seed  of the augmentation; each sample has random numbers of its own each time, whatever batch it is in
     */
    public BatchReader(final DatasetIndex dataset, final ImageNormalizer normalizer, final TargetEncoder targets, final AugmentationSettings augmentation, final int[] order,
                       final int batchSize, final long seed) {
        this.dataset = dataset;
        this.normalizer = normalizer;
        this.targets = targets;
        this.augmentation = augmentation;
        this.order = order;
        this.batchSize = batchSize;
        this.seed = seed;
        this.seeds = seeds();
        for (int batch = 0; batch < BATCHES_AHEAD; batch++) {
            submit();
        }
    }

    /** From the seed on upwards: one for each sample when it is read first, one for each when it is read again, and so on. */
    private long[] seeds() {
        final int[] times = new int[dataset.size()];
        final long[] result = new long[order.length];
        for (int position = 0; position < order.length; position++) {
            final int sample = order[position];
            result[position] = seed + sample + (long) times[sample] * dataset.size();
            times[sample]++;
        }

        return result;
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
        final float[] batchTargets = new float[size * targets.length()];
        for (int position = 0; position < size; position++) {
            final int sample = order[start + position];
            final RgbImage image = augmentation.operations().apply(dataset.decodedImage(sample), dataset.isAugmented(sample), dataset.rotationBorder(),
                    new SplittableRandom(seeds[start + position]));
            normalizer.write(image, images, position);
            targets.write(sample, batchTargets, position * targets.length());
        }

        final Batch batch = new Batch(size, images, batchTargets);
        // Samples have the seeds from here on upwards, batches those below.
        return augmentation.mixup() == 0 && augmentation.cutMix() == 0 ? batch
                : new BatchMixing(augmentation.mixup(), augmentation.cutMix()).apply(batch, new SplittableRandom(seed - 1 - start));
    }

    /** The next batches, as many as are asked for or are left. */
    public List<Batch> read(final int number) throws IOException {
        final List<Batch> batches = new ArrayList<>();
        for (int count = 0; count < number && !ahead.isEmpty(); count++) {
            batches.add(read());
        }

        return batches;
    }

    private Batch read() throws IOException {
        final Future<Batch> batch = ahead.remove();
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
