package org.nififer.dataset;

import org.junit.jupiter.api.Test;
import org.nififer.common.Expression;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class DatasetShardsTest {

    private final List<ByteArrayOutputStream> outputs = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();

    private final DatasetShards.Opener opener = new DatasetShards.Opener() {
        @Override
        public OutputStream open(final long index) {
            assertEquals(outputs.size(), index);
            outputs.add(new ByteArrayOutputStream());
            return outputs.getLast();
        }

        @Override
        public void completed(final long index, final DatasetCounts value) {
            assertEquals(counts.size(), index);
            counts.add(value.total());
        }
    };

    @Test
    void testShardsAreDatasetsWithKeysOfTheirOwn() throws IOException {
        try (DatasetShards shards = new DatasetShards(2, opener)) {
            for (int sample = 0; sample < 5; sample++) {
                shards.writeUnderFreeKey(TestSamples.sample(sample < 4 ? "same" : "other", Expression.FEAR, sample));
            }

            shards.complete();
            assertEquals(3, shards.size());
        }

        assertEquals(List.of(2L, 2L, 1L), counts);
        final List<String> keys = new ArrayList<>();
        for (final ByteArrayOutputStream output : outputs) {
            TestSamples.read(output.toByteArray()).forEach(sample -> keys.add(sample.key()));
        }

        assertEquals(5, keys.size());
        assertEquals(5, keys.stream().distinct().count(), keys.toString());
    }

    @Test
    void testNoEmptyShardAtTheEnd() throws IOException {
        try (DatasetShards shards = new DatasetShards(2, opener)) {
            shards.writeUnderFreeKey(TestSamples.sample("a", Expression.FEAR, 1));
            shards.writeUnderFreeKey(TestSamples.sample("b", Expression.FEAR, 2));
            shards.complete();
        }

        assertEquals(List.of(2L), counts);
    }

    @Test
    void testSize() {
        assertThrows(IllegalArgumentException.class, () -> new DatasetShards(0, opener));
    }
}
