/**
 * The flow {@code templates/fer-pipeline.json} on a server: its folders and parameters, and drawn data to run it on.
 */
package org.nififer.runtime.pipeline;
