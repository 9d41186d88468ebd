/**
 * The networks: Swin Transformer with squeeze-and-excitation, and ResNet as the convolutional baseline. Their forward passes are the TorchScript texts
 * {@code swin.py} and {@code resnet.py} among the resources; the classes here describe an
 * {@linkplain org.nififer.network.NetworkConfiguration architecture}, hold its
 * {@linkplain org.nififer.network.NetworkParameters weights} and {@linkplain org.nififer.network.Network run} it on libtorch through DJL.
 */
package org.nififer.network;

