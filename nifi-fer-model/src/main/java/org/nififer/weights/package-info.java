/**
 * Weights in files, whoever wrote them: a {@link org.nififer.weights.TensorFile} is a {@code .safetensors} or a {@code .pth} with named tensors,
 * {@link org.nififer.weights.TensorNames} knows what timm, torchvision and the authors of Swin call them, and {@link org.nififer.weights.ArchitectureReader} which network they
 * are of. {@link org.nififer.weights.SafetensorsWriter} writes files, models and checkpoints alike. What a model is, its labels and its images, is known above, in
 * {@code org.nififer.model}.
 *
 * <p>A {@code .pth} is a Python pickle, a program by nature. {@link org.nififer.weights.PickleReader} knows the few operations that
 * build a dictionary of tensors and refuses all others by name, so that nothing in a file can run;

 and what a file announces is checked
 * against what it has before memory is taken for it.
 */
package org.nififer.weights;
