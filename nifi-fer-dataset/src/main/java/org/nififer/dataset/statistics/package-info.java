/**
 * What a dataset is: counts, image properties, subjects, votes, duplicates and what to be warned of, found in one pass over it.
 * {@link org.nififer.dataset.statistics.DatasetDescriber} is the way in, {@link org.nififer.dataset.statistics.DatasetDescription} what it gives.
 */
package org.nififer.dataset.statistics;

