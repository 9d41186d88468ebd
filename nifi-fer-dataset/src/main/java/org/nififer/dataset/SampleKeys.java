package org.nififer.dataset;

import org.nififer.common.Sha256;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/**
 * What a key may be. WebDataset takes everything before the first dot of an entry's file name as the key, so its last part holds no
 * dot, those before it may; and since people unpack a dataset with {@code tar}, it never leads out of the folder it is unpacked in.
 */
public final class SampleKeys {

    /** File systems allow 255 bytes for a name; this leaves room for the extension and for what keeps keys apart. */
    private static final int MAXIMUM_BYTES = 200;
    private static final int DIGEST_DIGITS = 12;

    private SampleKeys() {
    }

    /** What is wrong with a key, as the end of a sentence; empty where nothing is. */
    public static Optional<String> problem(final String key) {
        if (key.isEmpty()) {
            return Optional.of("is empty");
        }

        if (key.indexOf('.', key.lastIndexOf('/') + 1) >= 0) {
            return Optional.of("contains a dot after its last slash, at which WebDataset would cut it");
        }

        if (("/" + key).contains("/./") || ("/" + key).contains("/../")) {
            return Optional.of("has a part '.' or '..', which would lead elsewhere");
        }

        if (key.indexOf('\\') >= 0 || key.startsWith("/") || key.endsWith("/") || key.contains("//")) {
            return Optional.of("is not a relative path with single slashes");
        }

        if (key.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("contains a control character");
        }

        return Optional.empty();
    }

    /**
     * A valid key made from any text: letters and digits of every script, minus and underscore stay, slashes between names stay,
     * all else becomes an underscore. Over-long ones are cut and end in a digest of the whole.
     */
    public static String sanitise(final String text) {
        final StringBuilder key = new StringBuilder();
        for (final String segment : Normalizer.normalize(text, Normalizer.Form.NFC).split("[/\\\\]")) {
            final String name = sanitiseName(segment);
            if (!name.isEmpty()) {
                key.append(key.isEmpty() ? "" : "/").append(name);
            }
        }

        if (key.isEmpty()) {
            return "unnamed";
        }

        return key.toString().getBytes(StandardCharsets.UTF_8).length <= MAXIMUM_BYTES ? key.toString() : shorten(key, text);
    }

    private static String sanitiseName(final String name) {
        // '.' and '..' mean folders, not names.
        if (name.chars().allMatch(character -> character == '.')) {
            return "";
        }

        final StringBuilder sanitised = new StringBuilder();
        name.codePoints().map(character -> isKept(character) ? character : '_').forEach(sanitised::appendCodePoint);
        return sanitised.toString();
    }

    private static boolean isKept(final int character) {
        // Vowel signs and accents of many scripts are marks of their own.
        return Character.isLetterOrDigit(character) || Character.getType(character) == Character.NON_SPACING_MARK
                || Character.getType(character) == Character.COMBINING_SPACING_MARK || character == '-';
    }

    private static String shorten(final StringBuilder key, final String text) {
        while (key.toString().getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES - DIGEST_DIGITS - 1) {
            key.setLength(key.offsetByCodePoints(key.length(), -1));
        }

        return key + "-" + Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGEST_DIGITS);
    }
}
