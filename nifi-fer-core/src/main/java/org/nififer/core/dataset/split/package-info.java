/**
 * Divides a dataset into train, validation and test without leaks. {@link org.nififer.core.dataset.split.DatasetSplitter} is the way in.
 */
package org.nififer.core.dataset.split;
