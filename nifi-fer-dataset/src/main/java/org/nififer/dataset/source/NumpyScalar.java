package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a NumPy file ({@code .npy}, versions 1 to 3) that holds one number, or a text of one, as AffectNet has them. Everything else
 * is refused, pickled objects by name: they are programs.
 */
final class NumpyScalar {

    /** What such a file may have: a header of 64 to 128 bytes and one value. */
    static final int MAXIMUM_BYTES = 1 << 13;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONG_HEADER_VERSION = 2;
    private static final int MAXIMUM_VERSION = 3;
    private static final Pattern TYPE = Pattern.compile("'descr':\\s*(?<value>'[^']*'|\\[)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\((?<value>[^)]*)\\)");
    private static final Pattern TEXT_TYPE = Pattern.compile("(?<kind><U|\\|S)(?<length>\\d{1,4})");

    private NumpyScalar() {
    }

    /**
     * The number in a file.
     *
     * @param what see {@link InvalidEntry#what()}
     * @throws InvalidSampleException that says what the file holds instead
     */
    static double read(final byte[] file, final String what) throws InvalidSampleException {
        final ByteBuffer content = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < MAGIC.length + 4 || !content.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new InvalidSampleException(what, "Not a NumPy file; expected one number in .npy");
        }

        final int version = content.get(MAGIC.length);
        if (version < 1 || version > MAXIMUM_VERSION) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "NumPy's format version %d; expected 1 to %d", version, MAXIMUM_VERSION));
        }

        content.position(MAGIC.length + 2);
        final long headerBytes = version < LONG_HEADER_VERSION ? Short.toUnsignedLong(content.getShort())
                : content.remaining() < Integer.BYTES ? Long.MAX_VALUE : Integer.toUnsignedLong(content.getInt());
        if (headerBytes > content.remaining()) {
            throw new InvalidSampleException(what, "The NumPy header announces more bytes than the file has; expected a whole .npy with one number");
        }

        final byte[] header = new byte[(int) headerBytes];
        content.get(header);
        return value(new String(header, StandardCharsets.UTF_8), content.slice().order(ByteOrder.LITTLE_ENDIAN), what);
    }

    private static double value(final String header, final ByteBuffer value, final String what) throws InvalidSampleException {
        final Matcher type = TYPE.matcher(header);
        final Matcher shape = SHAPE.matcher(header);
        if (!type.find() || !shape.find()) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "The NumPy header %s; expected one with descr and shape", InvalidInputException.quote(header)));
        }

        final String dimensions = shape.group("value").replace(",", "").strip();
        if (!dimensions.isEmpty() && !"1".equals(dimensions)) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "A NumPy array of shape (%s); expected one number", shape.group("value")));
        }

        final String name = type.group("value").replace("'", "");
        if (name.contains("O")) {
            throw new InvalidSampleException(what, "A pickled Python object, which is a program and is never run; expected one number");
        }

        return number(name, value, what);
    }

    private static double number(final String type, final ByteBuffer value, final String what) throws InvalidSampleException {
        final Matcher text = TEXT_TYPE.matcher(type);
        if (text.matches()) {
            return number(text(text, value, what), what);
        }

        final int bytes = switch (type) {
            case "<i8", "<f8" -> Long.BYTES;
            case "<i4", "<f4" -> Integer.BYTES;
            default -> throw new InvalidSampleException(what, String.format(Locale.ROOT, "The NumPy type %s; expected <i4, <i8, <f4, <f8, <U or |S",
                    InvalidInputException.quote(type)));
        };
        requireBytes(bytes, value, what);
        return switch (type) {
            case "<i8" -> value.getLong(0);
            case "<i4" -> value.getInt(0);
            case "<f8" -> value.getDouble(0);
            // The shortest number that is this one: 0.1f is 0.1 and not 0.10000000149.
            default -> Double.parseDouble(Float.toString(value.getFloat(0)));
        };
    }

    private static String text(final Matcher type, final ByteBuffer value, final String what) throws InvalidSampleException {
        final boolean wide = "<U".equals(type.group("kind"));
        final Charset charset = wide ? Charset.forName("UTF-32LE") : StandardCharsets.ISO_8859_1;
        final int bytes = Integer.parseInt(type.group("length")) * (wide ? Integer.BYTES : 1);
        requireBytes(bytes, value, what);
        // NumPy fills up with zeros.
        return charset.decode(value.slice(0, bytes)).toString().replace("\0", "").strip();
    }

    private static double number(final String text, final String what) throws InvalidSampleException {
        try {
            return Double.parseDouble(text);
        } catch (final NumberFormatException e) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "%s; expected a number", InvalidInputException.quote(text)), e);
        }
    }

    private static void requireBytes(final int bytes, final ByteBuffer value, final String what) throws InvalidSampleException {
        if (value.remaining() < bytes) {
            throw new InvalidSampleException(what, String.format(Locale.ROOT, "%d bytes for the value; expected %d", value.remaining(), bytes));
        }
    }
}
