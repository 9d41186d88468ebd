/**
 * ONNX files: the {@linkplain org.nififer.onnx.NetworkGraph network as a graph}, what is
 * {@linkplain org.nififer.onnx.OnnxContents read off} a file before ONNX Runtime sees it, and the
 * {@linkplain org.nififer.onnx.OnnxEngine one place} that loads ONNX Runtime. Names and numbers are those of {@code onnx.proto};

 Google's library knows how they are encoded.
 *
 * <p>Each network is there twice: as a program of libtorch, {@code swin.py} or {@code resnet.py}, and as a graph here. To derive the graph from the program would take an
 * interpreter that knows the language, every operator and the shape of every value, since libtorch's own form of the program is out of the reach of Java: more code than both
 * graphs together. And a description from which both are written would take from {@code swin.py} what it is for, to be read from top to bottom. {@code NetworkGraphTest}
 * holds the two in step: it compares them for every setting of a network, and fails where there is a setting that it has no values for.
 */
package org.nififer.onnx;
