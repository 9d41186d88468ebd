package org.nififer.dataset.source;

import org.nififer.common.Expression;

import java.util.Arrays;

/**
 * One sequence of CK+: its frames from neutral to the peak, and its label. Not thread-safe.
 */
final class CkPlusSequence {

    private int[] frames = new int[16];
    private int frameCount;
    private boolean sorted = true;
    private Expression expression;
    private boolean invalid;

    void addFrame(final int number) {
        frames = frameCount == frames.length ? Arrays.copyOf(frames, 2 * frameCount) : frames;
        frames[frameCount] = number;
        frameCount++;
        sorted = false;
    }

    void label(final Expression value) {
        expression = value;
    }

    /** The sequence was reported and gives no samples. */
    void invalidate() {
        invalid = true;
    }

    boolean isInvalid() {
        return invalid;
    }

    boolean isLabelled() {
        return expression != null;
    }

    boolean hasFrames() {
        return frameCount > 0;
    }

    /**
     * What a frame shows. The first is neutral unless it is the only one; the last ones have the label.
     *
     * @param labelledFrames how many of the last frames have the label, where there are that many beside the first
     * @return the expression, or null for a frame in between
     */
    Expression expression(final int frame, final int labelledFrames) {
        sort();
        final int position = Arrays.binarySearch(frames, 0, frameCount, frame);
        if (position >= Math.max(frameCount - labelledFrames, Math.min(1, frameCount - 1))) {
            return expression;
        }

        return position == 0 ? Expression.NEUTRAL : null;
    }

    private void sort() {
        if (!sorted) {
            final int[] distinct = Arrays.stream(frames, 0, frameCount).sorted().distinct().toArray();
            frames = distinct;
            frameCount = distinct.length;
            sorted = true;
        }
    }
}
