/**
 * Operations that turn one training image into another with the same expression. Each is described by a text with its parameters,
 * from which it can be applied again with the same result to the bit.
 */
package org.nififer.augmentation;

