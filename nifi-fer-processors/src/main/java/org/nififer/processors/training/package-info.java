/**
 * The processors that train, measure and compare models, and the process beside NiFi in which a training runs.
 */
package org.nififer.processors.training;
