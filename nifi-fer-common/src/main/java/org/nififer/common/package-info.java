/**
 * What everything else speaks of: the eight {@linkplain org.nififer.common.Expression expressions} and the
 * {@linkplain org.nififer.common.InvalidInputException error} for input that a person has to correct.
 *
 * <p>Nothing in {@code org.nififer.common} and below knows NiFi or the trainer; an architecture test holds that.
 */
package org.nififer.common;

