/**
 * The dataset file, a tar in the WebDataset convention, and what it holds. The operations on it live in packages of their own below.
 * Everything streams; nothing holds a dataset's images in memory.
 */
package org.nififer.dataset;

