/**
 * The model as one {@code .safetensors} file, and the classifier that runs it.
 */
package org.nififer.model;

