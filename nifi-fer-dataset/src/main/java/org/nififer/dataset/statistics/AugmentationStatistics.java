package org.nififer.dataset.statistics;

import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The samples that were made from others by augmentation.
 *
 * @param samples      how many there are
 * @param outsideTrain how many of them are not in the train split, where they do not belong
 * @param operations   in how many of them each image operation took part, by its name
 */
public record AugmentationStatistics(long samples, long outsideTrain, Map<String, Long> operations) {

    /**
     * Collects what {@link AugmentationStatistics} tells. Not thread-safe.
     */
    static final class Totals {

        /** What stands for all names beyond the first {@value #MAXIMUM_NAMES}: our own operations are few, other programs may write anything. */
        private static final String OTHERS = "(other operations)";
        private static final int MAXIMUM_NAMES = 50;
        private static final int MAXIMUM_LENGTH = 60;

        private final Map<String, Long> operations = new TreeMap<>();
        private long samples;
        private long outsideTrain;

        void add(final SampleMetadata metadata) {
            if (metadata.augmentation().isEmpty()) {
                return;
            }

            samples++;
            outsideTrain += metadata.split().equals(Optional.of(Split.TRAIN)) ? 0 : 1;
            Arrays.stream(metadata.augmentation().get().operation().split(" ")).map(Totals::name).distinct()
                    .forEach(name -> operations.merge(operations.containsKey(name) || operations.size() < MAXIMUM_NAMES ? name : OTHERS, 1L, Long::sum));
        }

        /** An operation without its parameter. */
        private static String name(final String operation) {
            final int parameter = operation.indexOf('(');
            final String name = parameter < 0 ? operation : operation.substring(0, parameter);
            return name.length() <= MAXIMUM_LENGTH ? name : OTHERS;
        }

        AugmentationStatistics statistics() {
            return new AugmentationStatistics(samples, outsideTrain, Collections.unmodifiableMap(operations));
        }
    }
}
