package org.nififer.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Small ONNX models that the tests make.
 */
public final class TestGraphs {

    private TestGraphs() {
    }

    /**
     * A model whose logits are its weights times the mean of each channel.
     *
     * @param weights     {@code [channels, classes]}
     * @param withSoftmax whether it ends with a softmax
     */
    public static byte[] channelMeans(final int channels, final int side, final boolean withSoftmax, final float... weights) {
        final OnnxGraph graph = new OnnxGraph("means");
        final int classes = weights.length / channels;
        final String means = graph.node("ReduceMean", List.of("images"), OnnxGraph.numbers("axes", 2, 3), OnnxGraph.number("keepdims", 0));
        final List<String> inputs = List.of(means, graph.constant("weights", new long[]{channels, classes}, floats(weights)));
        if (withSoftmax) {
            graph.node("Softmax", List.of(graph.node("MatMul", inputs)), "result");
        } else {
            graph.node("MatMul", inputs, "result");
        }

        return bytes(graph.model("test", "images", new long[]{channels, side, side}, "result", new long[]{classes}));
    }

    /**
     * A model of three classes whose logits are the logarithms of the means of three channels: they are infinite for a black image of {@code [3, side, side]}
     * and for no other.
     */
    public static byte[] logarithmsOfMeans(final int side) {
        final OnnxGraph graph = new OnnxGraph("logarithms");
        final String means = graph.node("ReduceMean", List.of("images"), OnnxGraph.numbers("axes", 2, 3), OnnxGraph.number("keepdims", 0));
        graph.node("Log", List.of(means), "result");
        return bytes(graph.model("test", "images", new long[]{3, side, side}, "result", new long[]{3}));
    }

    /**
     * A model of three classes that reads or gives other numbers than float32.
     *
     * @param input  the type of its input as ONNX numbers them, 1 for float32, 2 for uint8, 7 for int64, 10 for float16, 11 for float64
     * @param output the type of its output
     */
    public static byte[] typed(final int input, final int output) {
        final OnnxGraph graph = new OnnxGraph("typed");
        final String means = graph.node("ReduceMean", List.of(graph.node("Cast", List.of("images"), OnnxGraph.number("to", 1))),
                OnnxGraph.numbers("axes", 2, 3), OnnxGraph.number("keepdims", 0));
        graph.node("Cast", List.of(means), "result", OnnxGraph.number("to", output));
        final byte[] model = bytes(graph.model("test", "images", new long[]{3, 4, 4}, "result", new long[]{3}));
        setType(model, "images", input);
        setType(model, "result", output);
        return model;
    }

    /** What a graph says of its inputs and outputs comes last: a name, then the lengths of two messages, then the type. */
    private static void setType(final byte[] model, final String name, final int type) {
        model[new String(model, StandardCharsets.ISO_8859_1).lastIndexOf(name) + name.length() + 5] = (byte) type;
    }

    /** A model of three classes that gives its logits in a list. */
    public static byte[] listOfResults() {
        final OnnxGraph graph = new OnnxGraph("list");
        final String means = graph.node("ReduceMean", List.of("images"), OnnxGraph.numbers("axes", 2, 3), OnnxGraph.number("keepdims", 0));
        graph.node("Identity", List.of(means), "result");
        graph.node("SequenceConstruct", List.of("result"), "list");
        final List<ByteBuffer> model = new ArrayList<>(graph.model("test", "images", new long[]{3, 4, 4}, "result", new long[]{3}));
        final ProtoMessage tensor = new ProtoMessage().message(1, new ProtoMessage().number(1, 1));
        final ProtoMessage sequence = new ProtoMessage().message(4, new ProtoMessage().message(1, tensor));
        model.addAll(new ProtoMessage().message(7, new ProtoMessage().message(12, new ProtoMessage().text(1, "list").message(2, sequence))).parts());
        return bytes(model);
    }

    /** A model of three classes that gives the logits of the first image, however many it reads. */
    public static byte[] firstOfTheBatch() {
        final OnnxGraph graph = new OnnxGraph("first");
        final String means = graph.node("ReduceMean", List.of("images"), OnnxGraph.numbers("axes", 2, 3), OnnxGraph.number("keepdims", 0));
        graph.node("Gather", List.of(means, graph.constant(0)), "result", OnnxGraph.number("axis", 0));
        return bytes(graph.model("test", "images", new long[]{3, 4, 4}, "result", new long[]{3}));
    }

    /** A model of three classes whose computation fails where one image of a batch is all white: it then looks beyond the end of a table. */
    public static byte[] failingForWhite(final int side) {
        final OnnxGraph graph = new OnnxGraph("fragile");
        final String means = graph.node("ReduceMean", List.of("images"), OnnxGraph.numbers("axes", 2, 3), OnnxGraph.number("keepdims", 0));
        final String brightest = graph.node("ReduceMax", List.of(means), OnnxGraph.numbers("axes", 0, 1), OnnxGraph.number("keepdims", 0));
        final String row = graph.node("Cast", List.of(brightest), OnnxGraph.number("to", 7));
        final String zero = graph.node("Cast", List.of(graph.node("Gather", List.of(graph.constant(0), row), OnnxGraph.number("axis", 0))), OnnxGraph.number("to", 1));
        graph.node("Add", List.of(means, zero), "result");
        return bytes(graph.model("test", "images", new long[]{3, side, side}, "result", new long[]{3}));
    }

    private static ByteBuffer floats(final float... values) {
        final ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final float value : values) {
            buffer.putFloat(value);
        }

        return buffer.flip();
    }

    /** The same model for batches of two images only: the open dimension becomes a number of as many bytes. */
    public static byte[] withBatchOfTwo(final byte[] model) {
        final byte[] fixed = model.clone();
        final byte[] open = "\u0012\u0005batch".getBytes(StandardCharsets.US_ASCII);
        final byte[] two = {8, (byte) 0x82, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0};
        for (int start = 0; start + open.length <= fixed.length; start++) {
            if (Arrays.equals(fixed, start, start + open.length, open, 0, open.length)) {
                System.arraycopy(two, 0, fixed, start, two.length);
            }
        }

        return fixed;
    }

    /** Logits {@code [batch, 3]}, the means of three channels plus weights {@code [1, 3]} that lie in another file. */
    public static byte[] externalWeights(final String location) {
        return model(new ProtoMessage().message(5, external(location)));
    }

    /** The same with the weights in the attribute of a node, where they are easily overlooked. */
    public static byte[] externalConstant(final String location) {
        final ProtoMessage constant = new ProtoMessage().text(2, "weights").text(4, "Constant")
                .message(5, new ProtoMessage().text(1, "value").number(20, 4).message(5, external(location)));
        return model(new ProtoMessage().message(1, constant));
    }

    private static ProtoMessage external(final String location) {
        return new ProtoMessage().number(1, 1).number(1, 3).number(2, 1).text(8, "weights")
                .message(13, new ProtoMessage().text(1, "location").text(2, location)).number(14, 1);
    }

    private static byte[] model(final ProtoMessage weights) {
        final OnnxGraph graph = new OnnxGraph("external");
        final String means = graph.node("ReduceMean", List.of("images"), OnnxGraph.numbers("axes", 2, 3), OnnxGraph.number("keepdims", 0));
        graph.node("Add", List.of(means, "weights"), "result");
        final List<ByteBuffer> model = new ArrayList<>(new ProtoMessage().message(7, weights).parts());
        // Fields of the same message add up: the graph goes on after its end.
        model.addAll(graph.model("test", "images", new long[]{3, 4, 4}, "result", new long[]{3}));
        return bytes(model);
    }

    /** The parts of a file one after another. */
    static byte[] bytes(final List<ByteBuffer> parts) {
        final ByteBuffer content = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(content::put);
        return content.array();
    }
}
