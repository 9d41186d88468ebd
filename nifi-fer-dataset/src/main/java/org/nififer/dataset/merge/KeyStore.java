package org.nififer.dataset.merge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Keys of some of many numbered samples: 4 bytes for each sample and those of the keys, where texts take several times that. Not thread-safe.
 */
final class KeyStore {

    /** Where the key of each sample ends; it begins where the one before ends. */
    private final int[] ends;
    private byte[] bytes = new byte[1024];
    private int next;

    KeyStore(final int samples) {
        ends = new int[samples];
    }

    /** Sets the key of the next sample; an empty one for a sample whose key nobody will ask for. */
    void add(final String key) {
        final byte[] added = key.getBytes(StandardCharsets.UTF_8);
        final int start = next == 0 ? 0 : ends[next - 1];
        final int end = Math.addExact(start, added.length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, Math.multiplyExact(2, bytes.length)));
        }

        System.arraycopy(added, 0, bytes, start, added.length);
        ends[next] = end;
        next++;
    }

    /** The key of a sample, from 0. */
    String get(final int sample) {
        final int start = sample == 0 ? 0 : ends[sample - 1];
        return new String(bytes, start, ends[sample] - start, StandardCharsets.UTF_8);
    }
}
