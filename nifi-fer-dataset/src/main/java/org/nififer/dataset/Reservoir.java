package org.nififer.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws some of a stream of things, each with the same chance (Vitter's algorithm R, 1985); what is drawn depends on the seed and the order only. Not thread-safe.
 *
 * @param <T> the things
 */
public final class Reservoir<T> {

    private final int capacity;
    private final SplittableRandom random;
    private final List<T> drawn = new ArrayList<>();
    private long seen;

    /**
     * Starts with nothing.
     *
     * @param capacity how many are drawn at most, 0 or more
     */
    public Reservoir(final int capacity, final long seed) {
        this.capacity = capacity;
        random = new SplittableRandom(seed);
    }

    /** Makes a thing, which costs work: only called where it is drawn. */
    @FunctionalInterface
    public interface Maker<T, E extends Exception> {

        T make() throws E;
    }

    /** Offers the next thing. */
    public <E extends Exception> void offer(final Maker<T, E> maker) throws E {
        seen++;
        if (drawn.size() < capacity) {
            drawn.add(maker.make());
        } else if (capacity > 0) {
            final long place = random.nextLong(seen);
            if (place < capacity) {
                drawn.set((int) place, maker.make());
            }
        }
    }

    /** What was drawn. */
    public List<T> drawn() {
        return Collections.unmodifiableList(drawn);
    }
}
