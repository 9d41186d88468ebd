package org.nififer.dataset.balance;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.dataset.DatasetCounts;
import org.nififer.dataset.DatasetReader;
import org.nififer.dataset.DatasetSource;
import org.nififer.dataset.DatasetWriter;
import org.nififer.dataset.OrderedExecutor;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.Sample;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Seeds;
import org.nififer.dataset.Split;
import org.nififer.dataset.balance.BalancedSample.Origin;
import org.nififer.image.ImageHeader;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Gives each class of the training split the same number of samples (Vats and Chadha, 2023, section 4): adds augmented ones, spread
 * evenly over the originals, where a class has fewer, and leaves out some where it has more. Validation and test stay as they are,
 * and so do unlabelled samples, which are of no class.
 */
public final class DatasetBalancer {

    private final DatasetSource input;
    private final DatasetWriter output;
    private final BalanceSettings settings;
    private final ProgressListener progress;
    private final DatasetCounts before = new DatasetCounts();
    private final DatasetCounts after = new DatasetCounts();
    private long augmented;
    private long unchanged;
    private long cut;

    private DatasetBalancer(final DatasetSource input, final DatasetWriter output, final BalanceSettings settings, final ProgressListener progress) {
        this.input = input;
        this.output = output;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Reads a dataset twice, to count and for the result.
     *
     * @param output   gets the samples in their order, augmented ones right after their origin; stays open
     * @param progress told of each sample in both passes
     * @throws InvalidInputException where the dataset is not split, is already balanced, or a class occurs outside of train only
     */
    public static Summary balance(final DatasetSource input, final DatasetWriter output, final BalanceSettings settings, final ProgressListener progress)
            throws IOException {
        return new DatasetBalancer(input, output, settings, progress).run();
    }

    private Summary run() throws IOException {
        count();
        long largest = 0;
        for (final Expression expression : Expression.all()) {
            final long train = before.count(Optional.of(Split.TRAIN), expression);
            largest = Math.max(largest, train);
            if (train == 0 && before.count(expression) > 0) {
                throw new InvalidInputException(Code.INVALID_DATASET,
                        String.format(Locale.ROOT, "%s has no sample in train but %d in validation and test; split again with fewer there", expression.label(),
                        before.count(expression)));
            }
        }

        if (largest == 0) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "The dataset has no %ssamples; there is nothing to balance",
                    before.total() > 0 ? "labelled " : ""));
        }

        final long target = settings.samplesPerClass().isPresent() ? settings.samplesPerClass().getAsInt() : largest;
        final Map<Expression, Plan> plans = new EnumMap<>(Expression.class);
        for (final Expression expression : Expression.all()) {
            final long train = before.count(Optional.of(Split.TRAIN), expression);
            if (train > 0) {
                plans.put(expression, new Plan(train, target, Seeds.of(settings.seed(), expression.label())));
            }
        }

        write(plans);
        return new Summary(before, after, augmented, unchanged, cut, target);
    }

    private void count() throws IOException {
        try (DatasetReader reader = input.open()) {
            for (Sample sample = reader.read(); sample != null; sample = reader.read()) {
                if (sample.metadata().split().isEmpty()) {
                    throw new InvalidInputException(Code.INVALID_DATASET,
                            String.format(Locale.ROOT, "Sample '%s' is in no split; split the dataset first, so that no copy of a test image is trained on", sample.key()));
                }

                if (sample.metadata().augmentation().isPresent()) {
                    throw new InvalidInputException(Code.INVALID_DATASET,
                            String.format(Locale.ROOT, "Sample '%s' is an augmented one; balance the dataset as it was split, not one already balanced", sample.key()));
                }

                before.add(sample.metadata());
                progress.sampleDone();
            }
        }
    }

    private void write(final Map<Expression, Plan> plans) throws IOException {
        long read = 0;
        try (DatasetReader reader = input.open();
             OrderedExecutor<BalancedSample> executor = new OrderedExecutor<>(settings.threads(), this::write)) {
            for (Sample next = reader.read(); next != null; next = reader.read()) {
                final Sample sample = next;
                read++;
                if (read > before.total()) {
                    throw changed();
                }

                final long copies = copies(sample.metadata(), plans);
                if (copies == 0) {
                    cut++;
                } else {
                    executor.submit(sample.image().length, () -> BalancedSample.original(sample));
                }

                // The pixels of the origin, those of the copy, and as many bytes as their largest PNG has.
                final long bytes = copies > 1 ? 3 * RgbImage.CHANNELS * ImageHeader.read(sample.image(), String.format(Locale.ROOT, "Sample '%s'", sample.key())).pixels() : 0;
                final Origin origin = new Origin(sample);
                for (long number = 1; number < copies; number++) {
                    final long copy = number;
                    executor.submit(bytes, () -> BalancedSample.augmented(origin, settings.policy(), settings.seed(), copy));
                }

                progress.sampleDone();
            }

            executor.finish();
        }

        if (read < before.total()) {
            throw changed();
        }
    }

    /** Appends an original or an augmented sample. */
    private void write(final BalancedSample result) throws IOException {
        final Sample sample = result.sample();
        if (sample.metadata().augmentation().isEmpty()) {
            output.write(sample);
        } else {
            output.writeUnderFreeKey(sample);
            augmented++;
            unchanged += result.unchanged() ? 1 : 0;
        }

        after.add(sample.metadata());
    }

    private static long copies(final SampleMetadata metadata, final Map<Expression, Plan> plans) throws InvalidInputException {
        if (!metadata.split().equals(Optional.of(Split.TRAIN)) || metadata.isUnlabelled()) {
            return 1;
        }

        final Plan plan = plans.get(metadata.expression().orElseThrow());
        if (plan == null || plan.isDone()) {
            throw changed();
        }

        return plan.next();
    }

    private static InvalidInputException changed() {
        return new InvalidInputException(Code.INVALID_DATASET, "The dataset changed while it was balanced; start again");
    }

    /**
     * What balancing did.
     *
     * @param before          all samples, by split and expression
     * @param after           the samples of the new dataset
     * @param augmented       how many samples were added
     * @param unchanged       how many of these look like their origin to the last pixel, since no operation changes it (an even grey, for example)
     * @param cut             how many samples of the training split were left out
     * @param samplesPerClass what each class of the training split has now
     */
    public record Summary(DatasetCounts before, DatasetCounts after, long augmented, long unchanged, long cut, long samplesPerClass) {
    }

    /**
     * Says for each training sample of one class, in the order of the file, how many samples it becomes: 0 where it is cut, 1 where it
     * stays, more where augmented ones join it. Samples are chosen by selection sampling, so nothing is held.
     */
    private static final class Plan {

        private final SplittableRandom random;
        private final long everySample;
        private long chosenLeft;
        private long samplesLeft;

        /**
         * A plan for a class.
         *
         * @param samples how many there are, 1 or more
         * @param target  how many there shall be
         */
        private Plan(final long samples, final long target, final long seed) {
            random = new SplittableRandom(seed);
            everySample = target / samples;
            chosenLeft = target % samples;
            samplesLeft = samples;
        }

        /** Whether every sample had its turn. */
        boolean isDone() {
            return samplesLeft == 0;
        }

        long next() {
            final boolean chosen = random.nextLong(samplesLeft) < chosenLeft;
            samplesLeft--;
            chosenLeft -= chosen ? 1 : 0;
            return everySample + (chosen ? 1 : 0);
        }
    }
}
