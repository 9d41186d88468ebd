package org.nififer.dataset.crop;

import org.nififer.dataset.DatasetCounts;

/**
 * What cropping did.
 *
 * @param read         all samples
 * @param written      those of the new dataset, by split and expression
 * @param withoutFace  those in which the detector finds no face, by split and expression; they were kept, dropped or routed
 * @param severalFaces how many samples show more than one, of which the largest was taken
 */
public record CropSummary(long read, DatasetCounts written, DatasetCounts withoutFace, long severalFaces) {
}
