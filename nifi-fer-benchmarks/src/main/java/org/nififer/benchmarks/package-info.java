/**
 * Benchmarks, run by hand: each prints a ratio of two things measured in one run, for machines are shared and noisy.
 */
package org.nififer.benchmarks;
