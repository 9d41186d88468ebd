package org.nififer.dataset;

import org.nififer.common.Sha256;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Derives seeds from seeds: for each epoch, step, sample or purpose one of its own. Arithmetic would not do: with {@code seed * 31 + epoch} seed 0 draws in epoch 32 what seed 1
 * draws in epoch 1.
 */
public final class Seeds {

    private Seeds() {
    }

    /**
     * The first 64 bits of the SHA-256 over the seed and what it is for, a line each: what differs in one of them has another seed.
     *
     * @param purpose whole numbers and texts without line breaks
     */
    public static long of(final long seed, final Object... purpose) {
        return Sha256.prefix(Stream.concat(Stream.of(seed), Arrays.stream(purpose)).map(String::valueOf).collect(Collectors.joining("\n")));
    }
}
