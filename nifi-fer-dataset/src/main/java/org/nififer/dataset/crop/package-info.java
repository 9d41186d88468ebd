/**
 * Cuts the faces out of the photos of a dataset. {@link org.nififer.dataset.crop.DatasetCropper} is the way in.
 */
package org.nififer.dataset.crop;

