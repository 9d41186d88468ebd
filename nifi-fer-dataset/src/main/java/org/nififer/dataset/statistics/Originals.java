package org.nififer.dataset.statistics;

import org.nififer.common.Expression;
import org.nififer.dataset.DisjointSets;
import org.nififer.dataset.HashNumbers;
import org.nififer.dataset.ProgressListener;
import org.nififer.dataset.SampleLabels;
import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.duplicate.NearDuplicates;
import org.nififer.dataset.statistics.DatasetStatistics.SplitCounts;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The originals of a dataset, for the search of duplicates, in about 60 bytes a sample. Augmented samples are left out: they are like their origins on purpose.
 * Not thread-safe.
 */
final class Originals {

    private static final int PREFIX_DIGITS = 16;

    private final HashNumbers images = new HashNumbers();
    private final NearDuplicates nearDuplicates = new NearDuplicates();
    /** By the number of the image: the original that had it first. */
    private int[] first = new int[1024];
    /** By the number of the original, as all that follow. */
    private int[] image = new int[1024];
    private int[] fileNumbers = new int[1024];
    private byte[] labels = new byte[1024];
    private byte[] splits = new byte[1024];
    private byte[] sources = new byte[1024];
    private int size;

    /**
     * Adds an original.
     *
     * @param fileNumber its place in the file, from 1
     * @param source     the number of its source
     * @param hash       its perceptual hash; empty where it is flat or damaged
     * @return the first original with an equal image, itself where there was none
     */
    int add(final SampleMetadata metadata, final int fileNumber, final int source, final OptionalLong hash) {
        if (size == image.length) {
            first = Arrays.copyOf(first, 2 * size);
            image = Arrays.copyOf(image, 2 * size);
            fileNumbers = Arrays.copyOf(fileNumbers, 2 * size);
            labels = Arrays.copyOf(labels, 2 * size);
            splits = Arrays.copyOf(splits, 2 * size);
            sources = Arrays.copyOf(sources, 2 * size);
        }

        final int before = images.size();
        image[size] = images.number(HexFormat.fromHexDigitsToLong(metadata.sha256().orElseThrow(), 0, PREFIX_DIGITS));
        if (image[size] == before) {
            first[before] = size;
        }

        fileNumbers[size] = fileNumber;
        labels[size] = (byte) SampleLabels.number(metadata.expression());
        splits[size] = (byte) SplitCounts.number(metadata.split());
        sources[size] = (byte) source;
        nearDuplicates.add(hash);
        size++;
        return first[image[size - 1]];
    }

    int fileNumber(final int original) {
        return fileNumbers[original];
    }

    Optional<Expression> expression(final int original) {
        return SampleLabels.expression(labels[original]);
    }

    /** The number of the split, see {@link SplitCounts}. */
    int split(final int original) {
        return splits[original];
    }

    /** The images that are equal, byte for byte. */
    DuplicateStatistics equalImages() {
        final int[] groups = new int[size];
        for (int original = 0; original < size; original++) {
            groups[original] = first[image[original]];
        }

        return statistics(groups);
    }

    /** The images that are equal or whose perceptual hashes are near. */
    DuplicateStatistics nearDuplicates(final int distance, final ProgressListener progress) {
        final DisjointSets sets = new DisjointSets();
        for (int original = 0; original < size; original++) {
            // Flat images have no hash.
            sets.unite(sets.add(), first[image[original]]);
        }

        nearDuplicates.forEachPair(distance, progress, (earlier, later, bits) -> sets.unite(earlier, later));
        final int[] groups = new int[size];
        for (int original = 0; original < size; original++) {
            groups[original] = sets.lowest(original);
        }

        return statistics(groups);
    }

    private DuplicateStatistics statistics(final int[] groups) {
        final DuplicateStatistics.Totals totals = new DuplicateStatistics.Totals(size);
        for (int original = 0; original < size; original++) {
            totals.add(groups[original], labels[original], splits[original], sources[original]);
        }

        return totals.statistics(groups, splits);
    }
}
