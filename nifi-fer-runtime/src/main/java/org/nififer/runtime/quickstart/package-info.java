/**
 * The parts of {@code ./quickstart}: its folders, its settings, what it shows meanwhile and at the end.
 */
package org.nififer.runtime.quickstart;
