/**
 * Divides a dataset into train, validation and test without leaks. {@link org.nififer.dataset.split.DatasetSplitter} is the way in.
 */
package org.nififer.dataset.split;

