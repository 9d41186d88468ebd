package org.nififer.dataset.statistics;

import org.nififer.common.Expression;

import java.util.List;
import java.util.Map;

/**
 * What comes from one source.
 *
 * @param name                as the samples say it, shortened where it is very long; empty for samples that say none, see also {@link Sources#OTHERS}
 * @param samples             all samples of it
 * @param unlabelled          those among them without an expression
 * @param classes             how many samples show each expression
 * @param splits              how many samples each split has: train, validation, test, none
 * @param subjects            how many people there are
 * @param samplesPerSubject   how many originals each of them has
 * @param grey                how many images have no colour
 * @param coloured            how many images have
 * @param brightness          the mean grey value of an image, 0 to 255, over the images
 * @param brightnessHistogram of the same
 * @param contrast            the standard deviation of the grey values of an image, 0 to 127.5, over the images
 * @param contrastHistogram   of the same
 */
public record SourceStatistics(String name, long samples, long unlabelled, Map<Expression, Long> classes, Map<String, Long> splits, long subjects, Distribution samplesPerSubject,
                               long grey, long coloured, Distribution brightness, List<Bin> brightnessHistogram, Distribution contrast, List<Bin> contrastHistogram) {
}
