package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.Sha256;
import org.nififer.dataset.Affect;
import org.nififer.dataset.HashNumbers;
import org.nififer.dataset.SampleMetadata;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the annotation files of AffectNet say of each image: about 40 bytes an image, since there are hundreds of thousands. Not
 * thread-safe.
 */
final class AffectNetAnnotations {

    /** An image or part of its annotations was seen, but not its expression. */
    private static final byte UNKNOWN = -1;
    private static final byte INVALID = -2;
    private static final byte TAKEN = -3;
    private static final int INITIAL_CAPACITY = 1024;

    private final HashNumbers keys = new HashNumbers();
    /** The id of the expression, or what became of the sample. */
    private byte[] states = new byte[INITIAL_CAPACITY];
    /** Not a number where there is none. */
    private double[] valences = new double[INITIAL_CAPACITY];
    private double[] arousals = new double[INITIAL_CAPACITY];
    private int[] images = new int[INITIAL_CAPACITY];
    private boolean empty = true;
    private int untaken;

    /** The number of a key; a new one where it was not there before. */
    int number(final String key) {
        final int size = keys.size();
        final int number = keys.number(Sha256.prefix(key));
        if (number == size) {
            if (number == states.length) {
                final int capacity = Math.multiplyExact(2, number);
                states = Arrays.copyOf(states, capacity);
                valences = Arrays.copyOf(valences, capacity);
                arousals = Arrays.copyOf(arousals, capacity);
                images = Arrays.copyOf(images, capacity);
            }

            states[number] = UNKNOWN;
            valences[number] = Double.NaN;
            arousals[number] = Double.NaN;
        }

        return number;
    }

    boolean isEmpty() {
        return empty;
    }

    boolean isInvalid(final int number) {
        return states[number] == INVALID;
    }

    /** The sample was reported. */
    void invalidate(final int number) {
        untaken -= isUntaken(number) ? 1 : 0;
        states[number] = INVALID;
        empty = false;
    }

    void setExpression(final int number, final Expression expression) throws InvalidSampleException {
        if (states[number] != UNKNOWN) {
            throw new InvalidSampleException("label", "A second expression for the same image; expected one");
        }

        states[number] = (byte) expression.id();
        empty = false;
        untaken++;
    }

    void setValence(final int number, final double valence) {
        valences[number] = valence;
    }

    void setArousal(final int number, final double arousal) {
        arousals[number] = arousal;
    }

    /** An image was seen that the annotations may be for. */
    void countImage(final int number) {
        images[number]++;
    }

    /** Whether there is an expression without an image so far. */
    boolean isUntaken(final int number) {
        return states[number] >= 0;
    }

    /** Whether there is an expression and no image at all that it may be for. */
    boolean isWithoutImage(final int number) {
        return isUntaken(number) && images[number] == 0;
    }

    boolean hasUntaken() {
        return untaken > 0;
    }

    /**
     * The metadata for an image, which has them from here on.
     *
     * @throws InvalidSampleException where there is no expression, where there are several images for it, or where valence or arousal are wrong
     */
    SampleMetadata.Builder take(final int number) throws InvalidSampleException {
        if (images[number] > 1) {
            throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "%d images for the same annotations, of which nobody says whose they are; expected one",
                    images[number]));
        }

        if (!isUntaken(number)) {
            throw new InvalidSampleException("annotation", "Its expression is missing; expected a file such as annotations/0_exp.npy");
        }

        final SampleMetadata.Builder metadata = SampleMetadata.builder(Expression.ofId(states[number]));
        states[number] = TAKEN;
        untaken--;
        affect(number).ifPresent(metadata::affect);
        return metadata;
    }

    private Optional<Affect> affect(final int number) throws InvalidSampleException {
        return Double.isNaN(valences[number]) || Double.isNaN(arousals[number]) ? Optional.empty() : AffectNetCodes.affect(valences[number], arousals[number]);
    }
}
