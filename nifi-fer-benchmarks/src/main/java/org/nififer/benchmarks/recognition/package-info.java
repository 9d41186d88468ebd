/**
 * How many photos a second are recognised, and how busy the processors are meanwhile.
 */
package org.nififer.benchmarks.recognition;
