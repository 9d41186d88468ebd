/**
 * The processors that find faces in photos and recognise their expressions.
 */
package org.nififer.processors.recognition;
