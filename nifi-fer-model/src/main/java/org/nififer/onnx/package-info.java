/**
 * ONNX files: the {@linkplain org.nififer.onnx.NetworkGraph network as a graph}, what is
 * {@linkplain org.nififer.onnx.OnnxContents read off} a file before ONNX Runtime sees it, and the
 * {@linkplain org.nififer.onnx.OnnxEngine one place} that loads ONNX Runtime. Names and numbers are those of {@code onnx.proto}.
 */
package org.nififer.onnx;

