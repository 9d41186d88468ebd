/**
 * The processors of datasets: each is one operation of {@code org.nififer.dataset} on FlowFiles.
 */
package org.nififer.processors.dataset;
