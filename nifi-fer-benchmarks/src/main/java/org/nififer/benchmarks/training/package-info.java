/**
 * How fast a network is trained.
 */
package org.nififer.benchmarks.training;
