/**
 * What every module speaks of: the eight {@linkplain org.nififer.common.Expression expressions}, {@linkplain org.nififer.common.RgbImage images} in memory and
 * {@linkplain org.nififer.common.BoundingBox boxes} in them, {@linkplain org.nififer.common.Labelled choices} and their labels, what kind a
 * {@linkplain org.nififer.common.FileKind file} is, and the {@linkplain org.nififer.common.InvalidInputException error} for input that a person has to correct.
 *
 * <p>Nothing in {@code org.nififer.common} and below knows NiFi or the trainer; an architecture test holds that.
 */
package org.nififer.common;
