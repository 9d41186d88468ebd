/**
 * The processors that take videos apart into frames, and join what was recognised in these.
 */
package org.nififer.processors.video;
