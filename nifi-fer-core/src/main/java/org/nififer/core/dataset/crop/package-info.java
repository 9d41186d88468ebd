/**
 * Cuts the faces out of the photos of a dataset. {@link org.nififer.core.dataset.crop.DatasetCropper} is the way in.
 */
package org.nififer.core.dataset.crop;
