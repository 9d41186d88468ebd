package org.nififer.onnx;

import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnnxContentsTest {

    @Test
    void testParametersAreCounted() throws InvalidInputException {
        final OnnxContents contents = OnnxContents.read(TestGraphs.channelMeans(3, 8, true, new float[24]), "m.onnx");

        assertEquals(24, contents.parameterCount());
        assertEquals("fp32", contents.precision());
        assertEquals(Set.of(), contents.externalFiles());
    }

    @Test
    void testExternalFilesAreFoundWhereverTheyAre() throws InvalidInputException {
        assertEquals(Set.of("a/b.bin"), OnnxContents.read(TestGraphs.externalWeights("a/b.bin"), "m.onnx").externalFiles());
        assertEquals(Set.of("../x"), OnnxContents.read(TestGraphs.externalConstant("../x"), "m.onnx").externalFiles());
        final ProtoMessage attribute = new ProtoMessage().message(6, new ProtoMessage().message(5, new ProtoMessage()
                .message(13, new ProtoMessage().text(1, "location").text(2, "in a branch"))));
        final ProtoMessage function = new ProtoMessage().message(25, new ProtoMessage().message(7, new ProtoMessage().message(5, attribute)));
        assertEquals(Set.of("in a branch"), OnnxContents.read(TestGraphs.bytes(function.message(7, new ProtoMessage()).parts()), "m.onnx").externalFiles());
    }

    @Test
    void testOfARepeatedFieldTheLastOneCounts() throws InvalidInputException {
        final ProtoMessage entry = new ProtoMessage().text(1, "offset").text(2, "inside").text(2, "../outside").text(1, "location");
        final byte[] model = TestGraphs.bytes(new ProtoMessage().message(7, new ProtoMessage().message(5, new ProtoMessage().message(13, entry))).parts());

        assertEquals(Set.of("../outside"), OnnxContents.read(model, "m.onnx").externalFiles());
    }

    @Test
    void testWhatIsNoModelIsRefused() {
        final byte[] model = TestGraphs.channelMeans(3, 8, true, new float[24]);
        for (int length = 1; length < model.length; length += 13) {
            final byte[] part = Arrays.copyOf(model, length);
            assertThrows(InvalidInputException.class, () -> OnnxContents.read(part, "m.onnx"), () -> part.length + " bytes");
        }

        assertInvalid("has no graph", new byte[0]);
        assertInvalid("m.onnx is truncated or no ONNX model", "this is a letter, not a model".getBytes(StandardCharsets.UTF_8));
        ProtoMessage nested = new ProtoMessage();
        for (int depth = 0; depth < 100; depth++) {
            nested = new ProtoMessage().message(1, new ProtoMessage().message(5, new ProtoMessage().message(6, nested)));
        }

        assertInvalid("nested more than", TestGraphs.bytes(new ProtoMessage().message(7, nested).parts()));
    }

    @Test
    void testWhatIsNoMessageIsRefused() {
        for (final String content : List.of("0000", "0B", "0B14", "0C", "0F", "0880", "08FFFFFFFFFFFFFFFFFFFF01", "0A0500", "0AFFFFFFFFFFFFFFFFFF01", "090000", "0D", "3A0500",
                "3AFFFFFFFF0F")) {
            assertInvalid("m.onnx is truncated or no ONNX model: ", HexFormat.of().parseHex(content));
        }
    }

    /** Of old groups, which ONNX has none of, a file may open as many in one another as it has bytes. */
    @Test
    void testGroupsWithoutEndAreRefused() {
        final byte[] groups = new byte[1 << 20];
        Arrays.fill(groups, (byte) 0x0B);

        assertInvalid("m.onnx is truncated or no ONNX model: ", groups);
    }

    @Test
    void testOtherPlacesAreWritten() throws IOException {
        final ProtoMessage tensor = new ProtoMessage().number(1, 3).message(13, new ProtoMessage().text(1, "offset").text(2, "a")).bytes(9, ByteBuffer.wrap(new byte[300]))
                .message(13, new ProtoMessage().text(1, "location").text(2, "a")).decimal(4, 0.5f);
        final ProtoMessage moved = new ProtoMessage().number(1, 3).message(13, new ProtoMessage().text(1, "offset").text(2, "a")).bytes(9, ByteBuffer.wrap(new byte[300]))
                .message(13, new ProtoMessage().text(1, "location").text(2, "data/b")).decimal(4, 0.5f);

        assertArrayEquals(model(moved), OnnxContents.relocated(model(tensor), Map.of("a", "data/b")));
    }

    private static byte[] model(final ProtoMessage tensor) {
        return new ProtoMessage().number(1, 8).message(7, new ProtoMessage().message(5, tensor).text(2, "graph")).text(2, "test").array();
    }

    private static void assertInvalid(final String message, final byte[] content) {
        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> OnnxContents.read(content, "m.onnx"));
        assertEquals(InvalidInputException.Code.INVALID_MODEL, exception.code());
        assertTrue(exception.getMessage().contains(message), exception.getMessage());
    }
}
