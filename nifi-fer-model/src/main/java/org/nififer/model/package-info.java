/**
 * The model as one {@code .safetensors} file with its description, or as an ONNX file with one beside it, and the
 * {@linkplain org.nififer.model.ExpressionClassifier classifier} that runs it. {@link org.nififer.model.PretrainedWeights} opens what a training can start from.
 */
package org.nififer.model;

