/**
 * The dataset file (a tar in the WebDataset convention) and the operations on it: normalise, split, balance. Everything
 * streams; nothing holds a dataset's images in memory.
 */
package org.nififer.core.dataset;
