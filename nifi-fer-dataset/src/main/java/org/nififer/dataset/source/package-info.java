/**
 * Datasets as people have them, in the layouts of their publishers, and how they become the one dataset file.
 * {@link org.nififer.dataset.source.DatasetNormalizer} is the way in. {@code SourceFiles} goes through the files of an archive or
 * folder; a {@code SourceReader} knows one layout, with its numbering of the expressions, and hands samples, invalid
 * entries and ignored ones to a {@code SampleSink}.
 */
package org.nififer.dataset.source;

