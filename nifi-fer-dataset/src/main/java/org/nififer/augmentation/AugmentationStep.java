package org.nififer.augmentation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One operation of augmentation, by balancing or in training: what it is, how strong and how often. As a text a name alone has the usual values; after a colon comes the
 * strength and after an at sign the chance, {@code rotation:15@0.5}; what has no strength has its chance after the colon, {@code erasing:0.25}.
 *
 * @param kind   the operation
 * @param from   the lowest number that is drawn; 0 where the kind has no strength
 * @param to     the highest; 0 where the kind has no strength
 * @param chance to be applied to an image, above 0, at most 1
 */
public record AugmentationStep(Kind kind, double from, double to, double chance) {

    private static final String NUMBER = "\\d+(?:\\.\\d+)?";
    private static final Pattern TEXT = Pattern.compile("(?<name>[a-z]+)(?::(?<first>" + NUMBER + ")(?:-(?<second>" + NUMBER + "))?)?(?:@(?<chance>" + NUMBER + "))?");

    /** The form of a strength. */
    private enum Form {
        /** There is none. */
        NONE,
        /** A number, of which as much is added or taken away. */
        LIMIT,
        /** Two numbers with a hyphen between them. */
        RANGE,
        /** A number, up to 1. */
        LEAST
    }

    /** The operations, in the order of their names in a text; values are changed before pixels are moved, and hidden last. */
    public enum Kind {
        AUTOCONTRAST("stretches each channel to the whole range", Form.NONE, 0, 0, 0, 0, 0.5),
        BRIGHTNESS("multiplies all values by 1 plus or minus up to a number", Form.LIMIT, -0.3, 0.3, 0, 1, 0.5),
        CONTRAST("multiplies the differences from the mean grey by 1 plus or minus up to a number", Form.LIMIT, -0.3, 0.3, 0, 1, 0.5),
        GREYSCALE("takes the colour away", Form.NONE, 0, 0, 0, 0, 0.1),
        FLIP("mirrors left and right", Form.NONE, 0, 0, 0, 0, 0.5),
        ROTATION("rotates within a limit in degrees", Form.LIMIT, -10, 10, 0, 180, 1),
        SHIFT("moves right or left, up or down by up to a part of the sides", Form.LIMIT, -0.1, 0.1, 0, 0.5, 1),
        ZOOM("shrinks or enlarges by a factor between two", Form.RANGE, 0.85, 1.1, 0.5, 2, 1),
        /** Expressions need brows and mouth. */
        CROP("enlarges a window anywhere, of at least a part of the sides", Form.LEAST, 0.85, 1, 0.1, 1, 0.5),
        ERASING("fills a window of 0.02 to 0.33 of the area with the mean of the image", Form.NONE, 0, 0, 0, 0, 0.5);

        private final String description;
        private final Form form;
        private final double usualFrom;
        private final double usualTo;
        private final double lowest;
        private final double highest;
        private final double usualChance;

        Kind(final String description, final Form form, final double usualFrom, final double usualTo, final double lowest, final double highest, final double usualChance) {
            this.description = description;
            this.form = form;
            this.usualFrom = usualFrom;
            this.usualTo = usualTo;
            this.lowest = lowest;
            this.highest = highest;
            this.usualChance = usualChance;
        }

        /** The name in a text: lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it does to an image, after its name. */
        public String description() {
            return description;
        }
    }

    public AugmentationStep {
        if (!(chance > 0 && chance <= 1)) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s with a chance of %s; expected above 0, at most 1", kind.label(), chance));
        }

        final boolean valid = switch (kind.form) {
            case NONE -> from == 0 && to == 0;
            case LIMIT -> from == -to && to > kind.lowest && to <= kind.highest;
            case RANGE -> kind.lowest <= from && from <= to && to <= kind.highest;
            case LEAST -> to == 1 && from >= kind.lowest && from < to;
        };
        if (!valid) {
            throw new IllegalArgumentException(complaint(kind, from, to));
        }
    }

    private static String complaint(final Kind kind, final double from, final double to) {
        return switch (kind.form) {
            case NONE -> String.format(Locale.ROOT, "%s from %s to %s; it has a chance, but no strength", kind.label(), from, to);
            case LIMIT -> String.format(Locale.ROOT, "%s within %s; expected a number above %s, at most %s", kind.label(), number(to), number(kind.lowest), number(kind.highest));
            case RANGE -> String.format(Locale.ROOT, "%s from %s to %s; expected two numbers of %s to %s, the lower first", kind.label(), number(from), number(to),
                    number(kind.lowest), number(kind.highest));
            case LEAST -> String.format(Locale.ROOT, "%s of %s; expected a number from %s to below 1", kind.label(), number(from), number(kind.lowest));
        };
    }

    /** A kind with its usual strength and chance. */
    public static AugmentationStep of(final Kind kind) {
        return new AugmentationStep(kind, kind.usualFrom, kind.usualTo, kind.usualChance);
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException naming what is wrong in it and what would be right
     */
    public static AugmentationStep parse(final String text) {
        final Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' is no operation with strength and chance, such as rotation:15@0.5; expected some of %s", text,
                    labels()));
        }

        final String name = matcher.group("name");
        final Kind kind = Arrays.stream(Kind.values()).filter(candidate -> candidate.label().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                String.format(Locale.ROOT, "'%s' is no operation on images; expected some of %s", name, labels())));
        final String first = matcher.group("first");
        final String second = matcher.group("second");
        if (second != null != (first != null && kind.form == Form.RANGE) || matcher.group("chance") != null && kind.form == Form.NONE) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "'%s' does not have the form of %s", text, form(kind)));
        }

        final double chance = matcher.group("chance") == null ? kind.usualChance : Double.parseDouble(matcher.group("chance"));
        if (first == null) {
            return new AugmentationStep(kind, kind.usualFrom, kind.usualTo, chance);
        }

        final double number = Double.parseDouble(first);
        return switch (kind.form) {
            case NONE -> new AugmentationStep(kind, 0, 0, number);
            case LIMIT -> new AugmentationStep(kind, -number, number, chance);
            case RANGE -> new AugmentationStep(kind, number, Double.parseDouble(second), chance);
            case LEAST -> new AugmentationStep(kind, number, 1, chance);
        };
    }

    /**
     * Reads several texts, separated by commas, such as {@code flip,rotation:12,zoom:0.85-1.15}.
     *
     * @return in the order of their kinds
     * @throws IllegalArgumentException naming what is wrong in it and what would be right
     */
    public static List<AugmentationStep> parseAll(final String text) {
        return inOrder(Arrays.stream(text.split(",", -1)).map(String::strip).map(AugmentationStep::parse).toList());
    }

    /** The text that {@link #parseAll} reads. */
    public static String textOf(final List<AugmentationStep> steps) {
        return steps.stream().map(AugmentationStep::text).collect(Collectors.joining(","));
    }

    /**
     * The steps in the order of their kinds.
     *
     * @throws IllegalArgumentException where a kind occurs twice
     */
    public static List<AugmentationStep> inOrder(final List<AugmentationStep> steps) {
        final List<AugmentationStep> sorted = steps.stream().sorted(Comparator.comparing(AugmentationStep::kind)).toList();
        for (int position = 1; position < sorted.size(); position++) {
            if (sorted.get(position).kind() == sorted.get(position - 1).kind()) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "%s and %s; expected each operation once", sorted.get(position - 1).text(),
                        sorted.get(position).text()));
            }
        }

        return sorted;
    }

    private static List<String> labels() {
        return Arrays.stream(Kind.values()).map(Kind::label).toList();
    }

    private static String form(final Kind kind) {
        return switch (kind.form) {
            case NONE -> kind.label() + ":CHANCE";
            case LIMIT, LEAST -> kind.label() + ":STRENGTH@CHANCE";
            case RANGE -> kind.label() + ":LOWEST-HIGHEST@CHANCE";
        };
    }

    /** The text that {@link #parse} reads, as short as it can be. */
    public String text() {
        final AugmentationStep usual = of(kind);
        final String probability = chance == usual.chance ? "" : (kind.form == Form.NONE ? ":" : "@") + number(chance);
        if (from == usual.from && to == usual.to) {
            return kind.label() + probability;
        }

        return kind.label() + ":" + switch (kind.form) {
            case NONE -> "";
            case LIMIT -> number(to);
            case RANGE -> number(from) + "-" + number(to);
            case LEAST -> number(from);
        } + probability;
    }

    /** Without a fraction that is 0. */
    private static String number(final double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    /** Whether an image gets it. */
    boolean applies(final SplittableRandom random) {
        return random.nextDouble() < chance;
    }

    /** A number between the lowest and the highest, each equally likely. */
    double draw(final SplittableRandom random) {
        return from + (to - from) * random.nextDouble();
    }
}
