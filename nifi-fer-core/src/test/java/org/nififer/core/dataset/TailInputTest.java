package org.nififer.core.dataset;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class TailInputTest {

    @Test
    void testTailAfterReadsOfAnySize() throws IOException {
        final byte[] content = new byte[1000];
        new Random(1).nextBytes(content);
        final Random random = new Random(2);
        final TailInput input = new TailInput(new ByteArrayInputStream(content), 37);
        int position = 0;
        while (position < content.length) {
            final int length = random.nextInt(100);
            switch (length % 3) {
                case 0 -> position += (int) input.skip(length);
                case 1 -> position += input.read() < 0 ? 0 : 1;
                default -> position += Math.max(0, input.read(new byte[120], 3, length));
            }

            assertArrayEquals(Arrays.copyOfRange(content, Math.max(0, position - 37), position), input.tail());
        }

        assertFalse(input.failed());
    }
}
