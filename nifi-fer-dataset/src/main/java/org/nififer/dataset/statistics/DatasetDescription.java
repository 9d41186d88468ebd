package org.nififer.dataset.statistics;

/**
 * A dataset in numbers and pictures.
 *
 * @param statistics the numbers
 * @param sheet      the pictures; without any where none were asked for
 */
public record DatasetDescription(DatasetStatistics statistics, SampleSheet sheet) {
}
