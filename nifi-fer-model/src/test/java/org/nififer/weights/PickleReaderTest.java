package org.nififer.weights;

import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PickleReaderTest {

    @Test
    void testValuesOfEveryKind() throws InvalidInputException {
        final Object[] values = (Object[]) read(new PickleBuilder().ascii("(").text("größe").integer(-3).bytes('K', 200).bytes('M', 1, 2).bytes('J', 0xfe, 0xff, 0xff, 0xff)
                .bytes('G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0).bytes(0x88).bytes(0x89).ascii("N").bytes(0x8a, 0).ascii("t"));

        assertArrayEquals(new Object[]{"größe", -3L, 200L, 513L, -2L, 1.5, true, false, PickleReader.NONE, 0L}, values);
    }

    @Test
    void testContainers() throws InvalidInputException {
        final Map<?, ?> dict = (Map<?, ?>) read(new PickleBuilder().ascii("}q").bytes(0).ascii("(").text("list").ascii("](").integer(1).integer(2).ascii("e").integer(3).ascii("a")
                .text("pair").integer(4).integer(5).bytes(0x86).text("none").ascii(")u").text("more").integer(6).ascii("s"));

        assertEquals(List.of("list", "pair", "none", "more"), new ArrayList<>(dict.keySet()));
        assertEquals(List.of(1L, 2L, 3L), dict.get("list"));
        assertArrayEquals(new Object[]{4L, 5L}, (Object[]) dict.get("pair"));
    }

    @Test
    void testTensorOfAnOrderedDictWithAttributes() throws InvalidInputException {
        final Map<?, ?> dict = (Map<?, ?>) read(new PickleBuilder().global("collections", "OrderedDict").ascii(")R(").text("weight")
                .tensor("HalfStorage", "7", 10, 1, new long[]{2, 3}, new long[]{1, 2}).ascii("u}").text("_metadata").ascii("}sb"));
        final TensorView tensor = (TensorView) dict.get("weight");

        assertEquals(new TensorView.Storage(ElementType.F16, "7", 10), tensor.storage());
        assertArrayEquals(new long[]{2, 3}, tensor.shape());
        assertEquals(6, tensor.size());
        assertEquals(6, tensor.span());
    }

    @Test
    void testParameterIsItsTensor() throws InvalidInputException {
        final Object tensor = read(new PickleBuilder().global("torch._utils", "_rebuild_parameter").tensor("FloatStorage", "0", 1, 0, new long[]{1}, new long[]{1}).bytes(0x88)
                .global("collections", "OrderedDict").ascii(")R").bytes(0x87).ascii("R"));

        assertTrue(tensor instanceof TensorView);
    }

    @Test
    void testWhatContainsItselfIsRead() throws InvalidInputException {
        final List<?> list = (List<?>) read(new PickleBuilder().ascii("]q").bytes(0).ascii("h").bytes(0).ascii("a"));

        assertSame(list, list.getFirst());
    }

    @Test
    void testCallOfTheSystemIsRefusedByName() {
        assertRefused(new PickleBuilder().global("os", "system").text("touch /tmp/owned").bytes(0x85).ascii("R"), "byte 2, opcode GLOBAL: it asks for os.system");
        assertRefused(new PickleBuilder().global("posix", "system"), "posix.system");
        assertRefused(new PickleBuilder().global("builtins", "eval"), "builtins.eval");
        assertRefused(new PickleBuilder().global("torch", "load"), "torch.load");
        assertRefused(new PickleBuilder().global("torch.storage", "FloatStorage"), "torch.storage.FloatStorage");
        assertRefused(new PickleBuilder().global("yacs.config", "CfgNode"), "yacs.config.CfgNode");
    }

    @Test
    void testPickleInsideAPickleIsRefused() {
        assertRefused(new PickleBuilder().global("_pickle", "loads"), "_pickle.loads");
        assertRefused(new PickleBuilder().ascii("N.").bytes(0x80, 2).ascii("N"), "byte 3, opcode STOP: something is left after the end");
    }

    @Test
    void testEveryOtherOpcodeIsRefusedByName() {
        final List<PickleOpcode> refused = List.of(PickleOpcode.INST, PickleOpcode.OBJ, PickleOpcode.NEWOBJ, PickleOpcode.NEWOBJ_EX, PickleOpcode.STACK_GLOBAL, PickleOpcode.EXT1,
                PickleOpcode.PERSID, PickleOpcode.DUP, PickleOpcode.POP, PickleOpcode.BYTEARRAY8, PickleOpcode.NEXT_BUFFER, PickleOpcode.FRAME, PickleOpcode.STRING);
        final int[] codes = {'i', 'o', 0x81, 0x92, 0x93, 0x82, 'P', '2', '0', 0x96, 0x97, 0x95, 'S'};
        for (int index = 0; index < codes.length; index++) {
            assertRefused(new PickleBuilder().bytes(codes[index]), "byte 2, opcode " + refused.get(index) + ": a state dict has no such operation");
        }

        assertRefused(new PickleBuilder().bytes(0xff), "byte 2, unknown opcode");
    }

    @Test
    void testFunctionsAreCalledAsTorchDoesOnly() {
        assertRefused(new PickleBuilder().global("collections", "OrderedDict").ascii("]").bytes(0x85).ascii("R"), "calls collections.OrderedDict with arguments that do not fit");
        assertRefused(new PickleBuilder().global("torch._utils", "_rebuild_tensor_v2").ascii(")R"), "calls torch._utils._rebuild_tensor_v2 with arguments that do not fit");
        assertRefused(new PickleBuilder().global("torch", "FloatStorage").ascii(")R"), "needs a function but finds a type of storage");
        assertRefused(new PickleBuilder().text("os.system").ascii(")R"), "needs a function but finds the text 'os.system'");
        assertRefused(new PickleBuilder().text("0").ascii("Q"), "needs a tuple but finds the text '0'");
        assertRefused(new PickleBuilder().ascii(")Q"), "a storage is");
        assertRefused(new PickleBuilder().global("collections", "OrderedDict").ascii("}b"), "needs an OrderedDict but finds collections.OrderedDict");
    }

    @Test
    void testTensorsBeyondTheirStorage() {
        assertTensorRefused(10, 0, new long[]{11}, new long[]{1}, "11 values from 0 on in a storage of 10");
        assertTensorRefused(10, 5, new long[]{6}, new long[]{1}, "6 values from 5 on in a storage of 10");
        assertTensorRefused(10, -1, new long[]{1}, new long[]{1}, "the offset -1");
        assertTensorRefused(10, 0, new long[]{-1}, new long[]{1}, "the dimension -1");
        assertTensorRefused(10, 0, new long[]{2}, new long[]{-1}, "stride -1");
        assertTensorRefused(10, 0, new long[]{2, 2}, new long[]{1}, "2 dimensions and 1 strides");
        assertTensorRefused(10, 0, new long[]{1L << 40, 1L << 40}, new long[]{1, 1}, "more values than a file can hold");
        assertTensorRefused(10, Long.MAX_VALUE, new long[]{2}, new long[]{1}, "more values than a file can hold");
    }

    @Test
    void testATensorThatRepeatsAValueIsRefused() {
        assertTensorRefused(1, 0, new long[]{1 << 20, 1 << 10}, new long[]{0, 0}, "1073741824 values spread over 1");
    }

    @Test
    void testLimits() {
        final PickleBuilder deep = new PickleBuilder();
        final PickleBuilder many = new PickleBuilder();
        for (int count = 0; count < 200_001; count++) {
            deep.ascii("(");
            many.ascii("}");
        }

        assertRefused(deep, "nested more than 64 deep");
        assertRefused(many, "more than 200000 values");
        assertRefused(new PickleBuilder().bytes('X', 0xff, 0xff, 0xff, 0xff), "it asks for 4294967295 bytes, but only 1 are left");
        assertRefused(new PickleBuilder().bytes(0x8a, 200), "it asks for 200 bytes");
        assertRefused(new PickleBuilder().bytes(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1), "an integer of 9 bytes");
        assertRefused(new PickleBuilder().global("a".repeat(300), "b"), "a name of more than 200 letters");
    }

    @Test
    void testMalformedPickles() {
        assertRefused(new PickleBuilder(), "opcode STOP: it takes more values than there are");
        assertRefused(new PickleBuilder().ascii("N("), "opcode STOP");
        assertRefused(new PickleBuilder().ascii("NN"), "something is left");
        assertRefused(new PickleBuilder().ascii("t"), "no MARK before it");
        assertRefused(new PickleBuilder().ascii("N(").bytes(0x85), "takes more values than there are");
        assertRefused(new PickleBuilder().ascii("h").bytes(9), "recalls value 9, which was never remembered");
        assertRefused(new PickleBuilder().ascii("}(").text("key").ascii("u"), "a key without a value");
        assertRefused(new PickleBuilder().ascii("}]Ns"), "has a list of 0 as a key");
        assertRefused(new PickleBuilder().ascii("}").text("a").ascii("Ns").text("a").ascii("Ns"), "has the key 'a' twice");
        assertRefused(new PickleBuilder().ascii(")Na"), "needs a list but finds a tuple of 0");
        assertInvalid(new byte[]{(byte) 0x80, 4, 'N', '.'}, "not of protocol 2");
        assertInvalid(new byte[0], "ends after 0 bytes");
        assertInvalid(new byte[]{(byte) 0x80, 2, 'N'}, "ends after 3 bytes without a STOP");
    }

    @Test
    void testNamesInMessagesAreHarmless() {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> read(new PickleBuilder().global("os\u001b[2J", "x".repeat(190))));

        assertTrue(exception.getMessage().contains("os?[2J.xxx"), exception.getMessage());
        assertTrue(exception.getMessage().contains("..."), exception.getMessage());
    }

    private static Object read(final PickleBuilder pickle) throws InvalidInputException {
        return PickleReader.read(ByteBuffer.wrap(pickle.build()), "weights.pth");
    }

    private static void assertTensorRefused(final long size, final long offset, final long[] shape, final long[] strides, final String message) {
        assertRefused(new PickleBuilder().tensor("FloatStorage", "0", size, offset, shape, strides), message);
    }

    private static void assertRefused(final PickleBuilder pickle, final String message) {
        assertInvalid(pickle.build(), message);
    }

    private static void assertInvalid(final byte[] pickle, final String message) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> PickleReader.read(ByteBuffer.wrap(pickle), "weights.pth"));
        assertEquals(InvalidInputException.Code.INVALID_MODEL, exception.code());
        assertTrue(exception.getMessage().startsWith("weights.pth"), exception.getMessage());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
