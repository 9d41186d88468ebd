/**
 * Pretrained weights as other projects distribute them: {@code .safetensors} files of timm, {@code .pth} files of torchvision and of the
 * authors of Swin, and models of nifi-fer. {@link org.nififer.weights.PretrainedWeights} opens any of them.
 *
 * <p>A {@code .pth} is a Python pickle, a program by nature. {@link org.nififer.weights.PickleReader} knows the few operations that
 * build a dictionary of tensors and refuses all others by name, so that nothing in a file can run; and what a file announces is checked
 * against what it has before memory is taken for it.
 */
package org.nififer.weights;

