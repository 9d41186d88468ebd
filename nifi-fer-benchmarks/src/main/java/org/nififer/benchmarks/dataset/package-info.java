/**
 * How fast the dataset operations are beside a plain loop over the same libraries, and how much memory they take.
 */
package org.nififer.benchmarks.dataset;
