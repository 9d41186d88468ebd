package org.nififer.archive;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class RawInputTest {

    @Test
    void testZerosAfterReadsOfAnySize() throws IOException {
        final Random random = new Random(1);
        final byte[] content = new byte[20_000];
        for (int place = 0; place < content.length; place += 1 + random.nextInt(500)) {
            content[place] = 1;
        }

        final RawInput input = new RawInput(new ByteArrayInputStream(content), "x");
        int position = 0;
        while (position < content.length) {
            final int length = random.nextInt(100);
            switch (length % 3) {
                case 0 -> position += (int) input.skip(length);
                case 1 -> position += input.read() < 0 ? 0 : 1;
                default -> position += Math.max(0, input.read(new byte[120], 3, length));
            }

            int zeros = 0;
            while (zeros < position && content[position - 1 - zeros] == 0) {
                zeros++;
            }

            assertEquals(zeros, input.zeros());
            assertEquals(position, input.position());
        }

        assertFalse(input.failed());
    }

    @Test
    void testSkipsAllThatIsAskedFor() throws IOException {
        final RawInput input = new RawInput(new ByteArrayInputStream(new byte[20_000]), "x");
        assertEquals(19_000, input.skip(19_000));
        assertEquals(1_000, input.skip(19_000));
        assertEquals(20_000, input.zeros());
    }
}
