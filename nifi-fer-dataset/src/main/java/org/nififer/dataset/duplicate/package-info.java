/**
 * Finds images that look alike by the distance of their perceptual hashes, among a million of them within seconds.
 * {@link org.nififer.dataset.duplicate.NearDuplicates} is the way in for a whole dataset, {@link org.nififer.dataset.duplicate.HashIndex} for a growing set.
 */
package org.nififer.dataset.duplicate;

