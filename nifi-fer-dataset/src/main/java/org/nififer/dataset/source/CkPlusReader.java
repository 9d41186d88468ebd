package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.SampleMetadata;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CK+ as its publishers give it (Lucey et al., <em>The Extended Cohn-Kanade Dataset</em>, 2010): sequences of frames from neutral to
 * the peak, {@code cohn-kanade-images/S005/001/S005_001_00000001.png}, and one label for each labelled sequence,
 * {@code Emotion/S005/001/S005_001_00000011_emotion.txt}. The first frame becomes a neutral sample, the last ones get the label, those
 * in between are ignored. A sequence without label is one invalid entry.
 */
final class CkPlusReader implements SourceReader {

    private static final Pattern FRAME = Pattern.compile("(?<sequence>(?<subject>S\\d+)_\\d+)_(?<frame>\\d{1,9})\\.[^.]+");
    private static final Pattern LABEL = Pattern.compile("(?<sequence>S\\d+_\\d+)_\\d+_emotion\\.txt");
    private static final int MAXIMUM_LABEL_BYTES = 1 << 10;

    private final int labelledFrames;
    private final Numbering.OfSource numbering;
    private boolean labelled;
    private final Map<String, Sequence> sequences = new LinkedHashMap<>();

    /**
     * A reader for one source.
     *
     * @param labelledFrames how many frames at the end of a sequence get its label, 1 or more
     */
    CkPlusReader(final int labelledFrames, final Numbering.OfSource numbering) {
        this.labelledFrames = labelledFrames;
        this.numbering = numbering;
    }

    /** Whether a file is a label of this layout. */
    static boolean isLabel(final String fileName) {
        return LABEL.matcher(fileName).matches();
    }

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        files.forEach(entry -> {
            final Matcher frame = frame(entry);
            if (frame.matches()) {
                sequence(frame).addFrame(Integer.parseInt(frame.group("frame")));
            }
        });

        readLabels(files, sink);
        if (!labelled) {
            throw new InvalidInputException(Code.INVALID_DATASET, "No labels of CK+; expected files such as S005_001_00000011_emotion.txt in the source or as annotations");
        }

        files.forEachLast(sink, entry -> {
            if (FileNames.isImage(entry.path())) {
                readImage(entry, sink);
            } else if (!isLabel(entry.fileName())) {
                sink.ignored(entry);
            }
        });
    }

    private static Matcher frame(final SourceEntry entry) {
        return FRAME.matcher(FileNames.isImage(entry.path()) ? entry.fileName() : "");
    }

    private Sequence sequence(final Matcher name) {
        return sequences.computeIfAbsent(name.group("sequence"), sequence -> new Sequence());
    }

    private void readLabels(final SourceFiles files, final SampleSink sink) throws IOException {
        files.forEach(entry -> {
            final Matcher label = LABEL.matcher(entry.fileName());
            if (label.matches()) {
                labelled = true;
                files.use(entry);
                readLabel(entry, sequence(label), sink);
            }
        });
    }

    private void readLabel(final SourceEntry entry, final Sequence sequence, final SampleSink sink) throws IOException {
        if (sequence.isInvalid()) {
            sink.ignored("further labels of invalid sequences");
            return;
        }

        try {
            if (!sequence.hasFrames()) {
                throw new InvalidSampleException("image", "No frames of this sequence; expected them in the source");
            }

            final Expression expression = expression(new String(entry.read(MAXIMUM_LABEL_BYTES, "label"), StandardCharsets.US_ASCII).strip());
            if (sequence.isLabelled()) {
                throw new InvalidSampleException("label", "A second label of this sequence; expected one");
            }

            sequence.label(expression);
        } catch (final InvalidSampleException e) {
            sequence.invalidate();
            sink.invalid(entry.where(), e.what(), e.getMessage());
        }
    }

    private Expression expression(final String text) throws InvalidSampleException, InvalidInputException {
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (final NumberFormatException e) {
            number = Double.NaN;
        }

        if (Double.isNaN(number)) {
            throw new InvalidSampleException("label", String.format(Locale.ROOT, "The label %s; expected %s", InvalidInputException.quote(text), Numbering.CK_PLUS.expected()));
        }

        return numbering.ofLayout(Numbering.CK_PLUS, "the name ending in _emotion.txt").expression(number);
    }

    private void readImage(final SourceEntry entry, final SampleSink sink) throws IOException {
        final Matcher frame = frame(entry);
        if (!frame.matches()) {
            sink.invalid(entry.where(), "label", "The name says no sequence; expected one such as S005_001_00000011.png");
            return;
        }

        final Sequence sequence = sequence(frame);
        if (!sequence.isLabelled() && !sequence.isInvalid()) {
            sequence.invalidate();
            sink.invalid(entry.where(), "annotation", String.format(Locale.ROOT, "The sequence %s has no label; expected a file such as %s_..._emotion.txt",
                    frame.group("sequence"),
                    frame.group("sequence")));
        }

        if (sequence.isInvalid()) {
            sink.ignored("frames of sequences without a valid label");
            return;
        }

        final Expression expression = sequence.expression(Integer.parseInt(frame.group("frame")), labelledFrames);
        if (expression == null) {
            sink.ignored("frames between the neutral one and the labelled ones");
            return;
        }

        try {
            sink.sample(Candidate.ofImage(entry, Optional.empty(), SampleMetadata.builder(expression).subject(frame.group("subject"))));
        } catch (final InvalidSampleException e) {
            sink.invalid(entry.where(), e.what(), e.getMessage());
        }
    }

    /**
     * One sequence of CK+: its frames from neutral to the peak, and its label. Not thread-safe.
     */
    private static final class Sequence {

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
}
