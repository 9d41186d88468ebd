/**
 * What everything else speaks of: the eight {@linkplain org.nififer.core.Expression expressions} and the
 * {@linkplain org.nififer.core.InvalidInputException error} for input that a person has to correct.
 *
 * <p>Nothing in {@code org.nififer.core} and below knows NiFi or the trainer; an architecture test holds that.
 */
package org.nififer.core;
