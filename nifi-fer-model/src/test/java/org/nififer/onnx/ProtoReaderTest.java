package org.nififer.onnx;

import org.junit.jupiter.api.Test;
import org.nififer.common.InvalidInputException;

import java.nio.ByteBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProtoReaderTest {

    @Test
    void testFieldsAreReadAsTheyWereWritten() throws InvalidInputException {
        final ProtoReader reader = reader(TestGraphs.bytes(new ProtoMessage().number(1, -1).number(300, 127).number(2, 128).decimal(3, 1.5f).text(4, "Ω")
                .message(5, new ProtoMessage().number(1, Long.MAX_VALUE)).parts()));

        for (final long[] expected : new long[][]{{1, -1}, {300, 127}, {2, 128}}) {
            assertTrue(reader.next() && reader.isNumber());
            assertEquals(expected[0], reader.field());
            assertEquals(expected[1], reader.number());
        }

        assertTrue(reader.next() && !reader.isNumber() && !reader.isBytes());
        assertTrue(reader.next() && reader.isBytes());
        assertEquals("Ω", reader.text());
        assertTrue(reader.next() && reader.isBytes());
        final ProtoReader inner = new ProtoReader(reader.bytes(), "inner");
        assertTrue(inner.next());
        assertEquals(Long.MAX_VALUE, inner.number());
        assertFalse(inner.next());
        assertFalse(reader.next());
    }

    /** The bytes of the example in the documentation of Protocol Buffers: field 1 is 150, field 2 is "testing". */
    @Test
    void testTheDocumentedBytes() {
        assertEquals(ByteBuffer.wrap(new byte[]{8, (byte) 0x96, 1, 0x12, 7, 't', 'e', 's', 't', 'i', 'n', 'g'}),
                ByteBuffer.wrap(TestGraphs.bytes(new ProtoMessage().number(1, 150).text(2, "testing").parts())));
    }

    @Test
    void testWhatIsNoMessageIsRefused() {
        assertInvalid("a field of number 0", 0, 0);
        assertInvalid("a field of type 3", 0x0B);
        assertInvalid("a field of type 7", 0x0F);
        assertInvalid("an end in the middle of a number", 8, 0x80);
        assertInvalid("a number of more than 10 bytes", 8, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1);
        assertInvalid("a field of 5 bytes where 1 are left", 0x0A, 5, 0);
        assertInvalid("a field of 18446744073709551615 bytes where 0 are left", 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1);
        assertInvalid("a field of 8 bytes where 2 are left", 9, 0, 0);
        assertInvalid("a field of 4 bytes where 0 are left", 0x0D);
    }

    private static void assertInvalid(final String message, final int... content) {
        final byte[] bytes = new byte[content.length];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = (byte) content[index];
        }

        final InvalidInputException exception = assertThrows(InvalidInputException.class, () -> reader(bytes).next());
        assertEquals("m.onnx is truncated or no ONNX model: it has " + message, exception.getMessage());
    }

    private static ProtoReader reader(final byte[] content) {
        return new ProtoReader(ByteBuffer.wrap(content), "m.onnx");
    }
}
