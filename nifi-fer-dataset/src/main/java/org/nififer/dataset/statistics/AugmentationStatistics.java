package org.nififer.dataset.statistics;

import java.util.Map;

/**
 * The samples that were made from others by augmentation.
 *
 * @param samples      how many there are
 * @param outsideTrain how many of them are not in the train split, where they do not belong
 * @param operations   in how many of them each image operation took part, by its name
 */
public record AugmentationStatistics(long samples, long outsideTrain, Map<String, Long> operations) {
}
