/**
 * What processors of several packages share: the ladder of faults, waiting, attributes, the properties of face detectors.
 */
package org.nififer.processors.common;
