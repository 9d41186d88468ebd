/**
 * Makes one dataset of several and drops the images that they repeat. {@link org.nififer.dataset.merge.DatasetMerger} is the way in.
 */
package org.nififer.dataset.merge;

