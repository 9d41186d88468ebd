/**
 * Reads the frames of a video. FFmpeg decodes it in a process of its own, so that a video of strangers has neither the memory nor the
 * class loader of the caller: it can at worst end that process.
 */
package org.nififer.video;

