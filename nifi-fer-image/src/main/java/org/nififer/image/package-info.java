/**
 * Images in memory and their safe decoding and encoding. Natives of OpenCV stay inside the methods: what goes in and
 * out are plain Java objects.
 */
package org.nififer.image;

