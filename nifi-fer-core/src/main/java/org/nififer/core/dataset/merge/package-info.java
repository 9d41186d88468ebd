/**
 * Makes one dataset of several and drops the images that they repeat. {@link org.nififer.core.dataset.merge.DatasetMerger} is the way in.
 */
package org.nififer.core.dataset.merge;
