package org.nififer.dataset.statistics;

import org.nififer.common.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Numbers the sources from 0 in the order of their first sample. Not thread-safe.
 *
 * @param <T> what is added up for each source
 */
public final class Sources<T> {

    /** What stands for all sources beyond the first {@value #MAXIMUM}, lest a dataset of a million sources takes gigabytes. */
    static final String OTHERS = "(all other sources)";

    private static final int MAXIMUM = 100;
    private static final int MAXIMUM_NAME = 100;
    private static final int DIGEST_DIGITS = 12;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<T> totals = new ArrayList<>();
    private final Function<String, T> maker;

    /**
     * Starts without any source.
     *
     * @param maker makes the empty totals of a source from its name
     */
    public Sources(final Function<String, T> maker) {
        this.maker = maker;
    }

    /** The number of the source of a name; the empty one is a source as well. */
    public int number(final String source) {
        final String name = shortened(source);
        final Integer number = numbers.get(name);
        if (number != null) {
            return number;
        }

        if (numbers.size() < MAXIMUM) {
            return add(name);
        }

        final Integer others = numbers.get(OTHERS);
        return others == null ? add(OTHERS) : others;
    }

    private int add(final String name) {
        totals.add(maker.apply(name));
        numbers.put(name, totals.size() - 1);
        return totals.size() - 1;
    }

    private static String shortened(final String name) {
        return name.length() <= MAXIMUM_NAME ? name
                : String.format(Locale.ROOT, "%s… %s", name.substring(0, MAXIMUM_NAME), Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, DIGEST_DIGITS));
    }

    /** The totals of a number. */
    public T totals(final int number) {
        return totals.get(number);
    }

    /** All totals, by their numbers. */
    public List<T> all() {
        return Collections.unmodifiableList(totals);
    }
}
