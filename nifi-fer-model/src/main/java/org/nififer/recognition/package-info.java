/**
 * Photos in, expressions out: detection, cropping and classification together, and their result as JSON.
 */
package org.nififer.recognition;

