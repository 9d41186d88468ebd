/**
 * The programs of FFmpeg, which decode what strangers send in processes of their own: videos, and pictures as phones make them.
 */
package org.nififer.ffmpeg;

