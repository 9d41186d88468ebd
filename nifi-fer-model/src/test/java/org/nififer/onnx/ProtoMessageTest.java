package org.nififer.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProtoMessageTest {

    @Test
    void testFieldsAreReadAsTheyWereWritten() throws IOException {
        final byte[] weights = new byte[1000];
        weights[999] = 7;
        final CodedInputStream input = CodedInputStream.newInstance(new ProtoMessage().number(1, -1).number(300, 127).number(2, 128).decimal(3, 1.5f).text(4, "Ω")
                .message(5, new ProtoMessage().number(1, Long.MAX_VALUE)).bytes(6, ByteBuffer.wrap(weights)).encoded(ByteString.copyFrom(new byte[]{8, 5})).array());

        for (final long[] expected : new long[][]{{1, -1}, {300, 127}, {2, 128}}) {
            assertEquals(expected[0] << 3, input.readTag());
            assertEquals(expected[1], input.readInt64());
        }

        assertEquals(3 << 3 | 5, input.readTag());
        assertEquals(1.5f, input.readFloat());
        assertEquals(4 << 3 | 2, input.readTag());
        assertEquals("Ω", input.readString());
        assertEquals(5 << 3 | 2, input.readTag());
        final CodedInputStream inner = input.readBytes().newCodedInput();
        assertEquals(1 << 3, inner.readTag());
        assertEquals(Long.MAX_VALUE, inner.readInt64());
        assertTrue(inner.isAtEnd());
        assertEquals(6 << 3 | 2, input.readTag());
        assertArrayEquals(weights, input.readByteArray());
        assertEquals(1 << 3, input.readTag());
        assertEquals(5, input.readInt64());
        assertTrue(input.isAtEnd());
    }

    /** The bytes of the example in the documentation of Protocol Buffers: field 1 is 150, field 2 is "testing". */
    @Test
    void testTheDocumentedBytes() {
        final ProtoMessage message = new ProtoMessage().number(1, 150).text(2, "testing");
        final byte[] expected = {8, (byte) 0x96, 1, 0x12, 7, 't', 'e', 's', 't', 'i', 'n', 'g'};

        assertArrayEquals(expected, message.array());
        assertArrayEquals(expected, TestGraphs.bytes(message.parts()));
    }
}
