/**
 * The network: Swin Transformer with squeeze-and-excitation. Its forward pass is the TorchScript text {@code swin.py}
 * among the resources; the classes here describe its {@linkplain org.nififer.core.network.SwinConfiguration architecture},
 * hold its {@linkplain org.nififer.core.network.NetworkParameters weights} and
 * {@linkplain org.nififer.core.network.SwinNetwork run} it on libtorch through DJL.
 */
package org.nififer.core.network;
