package org.nififer.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An ONNX model that grows node by node. Every value has one name; nodes are in the order in which they were added, which is
 * the order in which they can run.
 */
final class OnnxGraph {

    /** The newest format that ONNX Runtime 1.13 and later read, and the oldest operator set with LayerNormalization. */
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final List<ProtoMessage> nodes = new ArrayList<>();
    private final List<ProtoMessage> constants = new ArrayList<>();
    private final String name;
    private int values;

    OnnxGraph(final String name) {
        this.name = name;
    }

    /** An attribute of a node, made by {@link #number}, {@link #numbers} and {@link #decimal}. */
    record Attribute(ProtoMessage message) {
    }

    static Attribute number(final String name, final long value) {
        return new Attribute(new ProtoMessage().text(1, name).number(3, value).number(20, 2));
    }

    static Attribute decimal(final String name, final float value) {
        return new Attribute(new ProtoMessage().text(1, name).decimal(2, value).number(20, 1));
    }

    static Attribute numbers(final String name, final long... values) {
        final ProtoMessage message = new ProtoMessage().text(1, name);
        for (final long value : values) {
            message.number(8, value);
        }

        return new Attribute(message.number(20, 7));
    }

    /**
     * Adds a node with one output.
     *
     * @return the name of the output
     */
    String node(final String operator, final List<String> inputs, final Attribute... attributes) {
        final String output = String.format(Locale.ROOT, "v%d", values++);
        node(operator, inputs, output, attributes);
        return output;
    }

    /** Adds a node whose output has a name of its own. */
    void node(final String operator, final List<String> inputs, final String output, final Attribute... attributes) {
        final ProtoMessage node = new ProtoMessage();
        inputs.forEach(input -> node.text(1, input));
        node.text(2, output).text(3, output).text(4, operator);
        for (final Attribute attribute : attributes) {
            node.message(5, attribute.message());
        }

        nodes.add(node);
    }

    /** Adds float32 values, little endian, which the graph keeps; returns their name. */
    String constant(final String constantName, final long[] shape, final ByteBuffer data) {
        return tensor(constantName, FLOAT, shape, data);
    }

    /** Adds whole numbers {@code [n]}. */
    String constant(final long... numbers) {
        final ByteBuffer data = ByteBuffer.allocate(numbers.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final long number : numbers) {
            data.putLong(number);
        }

        return tensor(String.format(Locale.ROOT, "c%d", values++), INT64, new long[]{numbers.length}, data.flip());
    }

    /** Adds a float32 number {@code []}. */
    String scalar(final double number) {
        final ByteBuffer data = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) number).flip();
        return constant(String.format(Locale.ROOT, "c%d", values++), new long[0], data);
    }

    /** Adds a whole number {@code []}, as an index that takes its axis away. */
    String index(final long number) {
        final ByteBuffer data = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).flip();
        return tensor(String.format(Locale.ROOT, "c%d", values++), INT64, new long[0], data);
    }

    private String tensor(final String tensorName, final int type, final long[] shape, final ByteBuffer data) {
        final ProtoMessage tensor = new ProtoMessage();
        for (final long dimension : shape) {
            tensor.number(1, dimension);
        }

        constants.add(tensor.number(2, type).text(8, tensorName).bytes(9, data));
        return tensorName;
    }

    /**
     * The content of the file, to be written part after part.
     *
     * @param producer    what wrote it
     * @param input       the name of the input
     * @param inputShape  its dimensions after the batch, whose size is left open
     * @param output      the name of the output
     * @param outputShape its dimensions after the batch
     */
    List<ByteBuffer> model(final String producer, final String input, final long[] inputShape, final String output, final long[] outputShape) {
        final ProtoMessage graph = new ProtoMessage();
        nodes.forEach(node -> graph.message(1, node));
        graph.text(2, name);
        constants.forEach(constant -> graph.message(5, constant));
        graph.message(11, valueInfo(input, inputShape)).message(12, valueInfo(output, outputShape));
        return new ProtoMessage().number(1, IR_VERSION).text(2, producer).message(7, graph)
                .message(8, new ProtoMessage().text(1, "").number(2, OPERATOR_SET)).parts();
    }

    private static ProtoMessage valueInfo(final String valueName, final long[] shape) {
        final ProtoMessage dimensions = new ProtoMessage().message(1, new ProtoMessage().text(2, "batch"));
        for (final long dimension : shape) {
            dimensions.message(1, new ProtoMessage().number(1, dimension));
        }

        final ProtoMessage tensorType = new ProtoMessage().number(1, FLOAT).message(2, dimensions);
        return new ProtoMessage().text(1, valueName).message(2, new ProtoMessage().message(1, tensorType));
    }
}
