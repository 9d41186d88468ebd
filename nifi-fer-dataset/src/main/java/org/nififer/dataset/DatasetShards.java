package org.nififer.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/**
 * Writes samples into one dataset after the other, of equal size but for the last. Keys are unique over all of them, so that they can
 * be merged again. Not thread-safe.
 */
public final class DatasetShards implements SampleOutput, Closeable {

    private final long samplesPerShard;
    private final Opener opener;
    private final HashNumbers keys = new HashNumbers();
    private DatasetWriter current;
    private DatasetCounts counts;
    private long index = -1;

    /** Where the shards go. */
    public interface Opener {

        /**
         * A new shard.
         *
         * @param index counted from 0
         * @return what its bytes are written to; closed when the shard is complete
         */
        OutputStream open(long index) throws IOException;

        /** Told of each complete shard what it has. */
        void completed(long index, DatasetCounts counts) throws IOException;
    }

    /**
     * Shards of a size; the first is opened at once, so that there always is one.
     *
     * @param samplesPerShard 1 or more
     */
    public DatasetShards(final long samplesPerShard, final Opener opener) throws IOException {
        if (samplesPerShard < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d samples in a shard; expected 1 or more", samplesPerShard));
        }

        this.samplesPerShard = samplesPerShard;
        this.opener = opener;
        begin();
    }

    private void begin() throws IOException {
        index++;
        counts = new DatasetCounts();
        current = new DatasetWriter(opener.open(index), keys);
    }

    @Override
    public String writeUnderFreeKey(final Sample sample) throws IOException {
        if (current.count() == samplesPerShard) {
            complete();
            begin();
        }

        counts.add(sample.metadata());
        return current.writeUnderFreeKey(sample);
    }

    /** Completes the last shard; nothing can be written after it. */
    public void complete() throws IOException {
        current.close();
        opener.completed(index, counts);
    }

    /** How many shards there are. */
    public long size() {
        return index + 1;
    }

    /** Closes what is open; a shard that was not completed is no dataset. */
    @Override
    public void close() throws IOException {
        current.close();
    }
}
