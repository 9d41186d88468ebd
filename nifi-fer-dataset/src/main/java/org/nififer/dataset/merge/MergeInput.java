package org.nififer.dataset.merge;

import org.nififer.dataset.DatasetSource;

import java.util.Objects;

/**
 * One of the datasets to be merged.
 *
 * @param name    what reports and error messages call it
 * @param dataset read two times
 */
public record MergeInput(String name, DatasetSource dataset) {

    public MergeInput {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(dataset, "dataset");
    }
}
