package org.nififer.processors;

import org.nififer.core.dataset.DatasetCounts;
import org.nififer.core.dataset.Split;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes of a dataset FlowFile that say how many samples it has.
 */
final class DatasetAttributes {

    static final String MIME_TYPE = "application/x-tar";

    private DatasetAttributes() {
    }

    static Map<String, String> of(final DatasetCounts counts) {
        final Map<String, String> attributes = new HashMap<>();
        attributes.put(FerAttributes.DATASET_SAMPLES, Long.toString(counts.total()));
        attributes.put(FerAttributes.DATASET_TRAIN, count(counts, Split.TRAIN));
        attributes.put(FerAttributes.DATASET_VALIDATION, count(counts, Split.VALIDATION));
        attributes.put(FerAttributes.DATASET_TEST, count(counts, Split.TEST));
        return attributes;
    }

    private static String count(final DatasetCounts counts, final Split split) {
        return Long.toString(counts.count(Optional.of(split)));
    }
}
