package org.nififer.model;

import org.nififer.network.ComputeDevice;
import org.nififer.network.Precision;

import java.util.Locale;
import java.util.Optional;

/**
 * How a classifier computes.
 *
 * @param device     where; empty for the first GPU, or the CPU where there is none
 * @param precision  of the matrix products; empty for what the device is fastest in, or what an ONNX file has
 * @param batchLimit images computed at a time, 1 to {@value #MAXIMUM_BATCH}
 * @param cores      how many a batch is computed with, 1 to {@value #MAXIMUM_CORES}; 0 for all, which batches at the same time share out
 * @param warmUp     whether a full batch is computed before the first use, which is slower than those after it
 * @param mirrored   whether an answer is the mean of the logits of an image and of its mirror image, in twice the time
 */
public record ClassifierSettings(Optional<ComputeDevice> device, Optional<Precision> precision, int batchLimit, int cores, boolean warmUp, boolean mirrored) {

    /** What {@link #batchLimit} is at most. */
    public static final int MAXIMUM_BATCH = 1024;
    /** What {@link #cores} is at most. */
    public static final int MAXIMUM_CORES = 1024;
    /** Images computed at a time where nothing else is said. */
    public static final int DEFAULT_BATCH = 32;

    /** Everything as it suits the machine. */
    public static final ClassifierSettings DEFAULT = new ClassifierSettings(Optional.empty(), Optional.empty(), DEFAULT_BATCH, 0, false);

    public ClassifierSettings {
        if (batchLimit < 1 || batchLimit > MAXIMUM_BATCH || cores < 0 || cores > MAXIMUM_CORES) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "A batch limit of %d and %d cores; expected 1 to %d, and 0 to %d", batchLimit, cores, MAXIMUM_BATCH,
                    MAXIMUM_CORES));
        }
    }

    /** Settings by which an image is looked at as it is. */
    public ClassifierSettings(final Optional<ComputeDevice> device, final Optional<Precision> precision, final int batchLimit, final int cores, final boolean warmUp) {
        this(device, precision, batchLimit, cores, warmUp, false);
    }

    /** The same with the mirror image, or without. */
    public ClassifierSettings withMirrored(final boolean other) {
        return new ClassifierSettings(device, precision, batchLimit, cores, warmUp, other);
    }

    /** The same in a precision. */
    public ClassifierSettings withPrecision(final Precision other) {
        return new ClassifierSettings(device, Optional.of(other), batchLimit, cores, warmUp, mirrored);
    }

    /** The same without a precision of its own. */
    public ClassifierSettings withAutomaticPrecision() {
        return new ClassifierSettings(device, Optional.empty(), batchLimit, cores, warmUp, mirrored);
    }

    /** How many batches may be computed at the same time: enough to keep all cores busy, and no more, since each needs its memory. */
    int concurrentBatches() {
        return 1 + (cores == 0 ? 1 : Math.max(1, Runtime.getRuntime().availableProcessors() / cores));
    }
}
