package org.nififer.processors.common;

import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.flowfile.attributes.CoreAttributes;
import org.apache.nifi.flowfile.attributes.FragmentAttributes;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The parts of a whole, such as the shards of a dataset or the frames of a video, as NiFi numbers them.
 */
public final class Fragments {

    public static final String IDENTIFIER = FragmentAttributes.FRAGMENT_ID.key();
    public static final String INDEX = FragmentAttributes.FRAGMENT_INDEX.key();
    public static final String COUNT = FragmentAttributes.FRAGMENT_COUNT.key();
    public static final String ORIGINAL_FILENAME = FragmentAttributes.SEGMENT_ORIGINAL_FILENAME.key();

    /** What a part says and the whole does not. */
    public static final Set<String> ATTRIBUTES = Set.of(IDENTIFIER, INDEX, COUNT, ORIGINAL_FILENAME);

    private Fragments() {
    }

    /**
     * The parts in their order.
     *
     * @param code  of the errors
     * @param whole what messages call it
     * @throws InvalidInputException where a part has no identifier, index or count, has another count than another part, or where parts are missing
     */
    public static List<FlowFile> ordered(final List<FlowFile> fragments, final Code code, final String whole) throws InvalidInputException {
        final Set<Integer> indexes = new HashSet<>();
        final int count = fragments.isEmpty() ? 0 : number(fragments.getFirst(), COUNT, code);
        for (final FlowFile fragment : fragments) {
            if (fragment.getAttribute(IDENTIFIER) == null) {
                throw new InvalidInputException(code, String.format(Locale.ROOT, "%s has no attribute %s, which tells the %s that it is a part of", name(fragment), IDENTIFIER,
                        whole));
            }

            if (number(fragment, COUNT, code) != count) {
                throw new InvalidInputException(code, String.format(Locale.ROOT, "%s has %s %d, but another part of %s has %d; expected the same number", name(fragment),
                        COUNT, number(fragment, COUNT, code), fragment.getAttribute(IDENTIFIER), count));
            }

            indexes.add(number(fragment, INDEX, code));
        }

        if (indexes.size() != count) {
            throw new InvalidInputException(code, String.format(Locale.ROOT, "%d of %d parts of the %s with %s %s have come: those with %s %s; the others are missing",
                    indexes.size(), count, whole, IDENTIFIER, fragments.getFirst().getAttribute(IDENTIFIER), INDEX, indexes.stream().sorted().toList()));
        }

        final List<FlowFile> ordered = new ArrayList<>(fragments);
        ordered.sort(Comparator.comparing(fragment -> Integer.parseInt(fragment.getAttribute(INDEX))));
        return ordered;
    }

    private static int number(final FlowFile fragment, final String attribute, final Code code) throws InvalidInputException {
        final String value = fragment.getAttribute(attribute);
        try {
            return Integer.parseInt(value);
        } catch (final NumberFormatException e) {
            throw new InvalidInputException(code, String.format(Locale.ROOT, "%s has %s '%s'; expected a whole number", name(fragment), attribute, value), e);
        }
    }

    private static String name(final FlowFile fragment) {
        return fragment.getAttribute(CoreAttributes.FILENAME.key());
    }
}
