/**
 * The speed of the network alone, beside other ways to run it.
 */
package org.nififer.benchmarks.network;
