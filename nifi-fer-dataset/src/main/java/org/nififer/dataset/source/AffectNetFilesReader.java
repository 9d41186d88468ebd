package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.dataset.Affect;
import org.nififer.dataset.HashNumbers;
import org.nififer.dataset.SampleMetadata;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AffectNet with a file for each annotation: {@code train_set/images/0.jpg} beside {@code train_set/annotations/0_exp.npy},
 * {@code 0_val.npy}, {@code 0_aro.npy} and landmarks; {@code val_set} alike. Images are faces already. Which image an annotation belongs
 * to is told by its number and the folder that holds both folders.
 */
final class AffectNetFilesReader implements SourceReader {

    private static final Pattern ANNOTATION = Pattern.compile("(?:(?<parents>.*)/)?annotations/(?<number>[^/]+)_(?<kind>exp|val|aro)\\.npy");
    private static final Pattern IMAGE = Pattern.compile("(?:(?<parents>.*)/)?images/(?<number>[^/]+)\\.[^./]+");

    private final Numbering.OfSource numbering;
    private final Annotations annotations = new Annotations();

    /** A reader for one source. */
    AffectNetFilesReader(final Numbering.OfSource numbering) {
        this.numbering = numbering;
    }

    /** Whether a file is the annotation of an expression in this layout. */
    static boolean isExpression(final String path) {
        final Matcher annotation = ANNOTATION.matcher(path);
        return annotation.matches() && "exp".equals(annotation.group("kind"));
    }

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        readAnnotations(files, sink);
        if (annotations.isEmpty()) {
            throw new InvalidInputException(Code.INVALID_DATASET,
                    "No annotations of AffectNet; expected files such as train_set/annotations/0_exp.npy in the source or as annotations");
        }

        countImages(files);
        numbering.ofLayout(Numbering.AFFECTNET, "the folder annotations");
        files.forEachLast(sink, entry -> {
            if (FileNames.isImage(entry.path())) {
                readImage(entry, sink);
            } else if (!ANNOTATION.matcher(entry.path()).matches()) {
                sink.ignored(entry);
            }
        });

        if (annotations.hasUntaken()) {
            reportMissingImages(files, sink);
        }
    }

    private void countImages(final SourceFiles files) throws IOException {
        files.forEach(entry -> {
            final Matcher image = IMAGE.matcher(entry.path());
            if (FileNames.isImage(entry.path()) && image.matches()) {
                annotations.countImage(annotations.number(key(image)));
            }
        });
    }

    private void readAnnotations(final SourceFiles files, final SampleSink sink) throws IOException {
        files.forEach(entry -> {
            final Matcher annotation = ANNOTATION.matcher(entry.path());
            if (annotation.matches()) {
                files.use(entry);
                readAnnotation(entry, annotation, sink);
            }
        });
    }

    private void readAnnotation(final SourceEntry entry, final Matcher annotation, final SampleSink sink) throws IOException {
        final int number = annotations.number(key(annotation));
        if (annotations.isInvalid(number)) {
            sink.ignored("further annotations of invalid samples");
            return;
        }

        final String kind = annotation.group("kind");
        try {
            final String what = "exp".equals(kind) ? "label" : "affect";
            final double value = NumpyScalar.read(entry.read(NumpyScalar.MAXIMUM_BYTES, what), what);
            switch (kind) {
                case "exp" -> annotations.setExpression(number, AffectNet.expression(value));
                case "val" -> annotations.setValence(number, value);
                default -> annotations.setArousal(number, value);
            }
        } catch (final InvalidSampleException e) {
            annotations.invalidate(number);
            sink.invalid(entry.where(), e.what(), e.getMessage());
        }
    }

    /** The last folder above and the number: images and annotations may lie in archives of their own. */
    private static String key(final Matcher file) {
        final String parents = file.group("parents") == null ? "" : file.group("parents");
        final String parent = parents.substring(parents.lastIndexOf('/') + 1);
        final int dot = parent.indexOf('.');
        return (dot < 0 ? parent : parent.substring(0, dot)) + "/" + file.group("number");
    }

    private void readImage(final SourceEntry entry, final SampleSink sink) throws IOException {
        final Matcher image = IMAGE.matcher(entry.path());
        try {
            final int number = image.matches() ? annotations.number(key(image)) : -1;
            if (number < 0) {
                throw new InvalidSampleException("annotation", "Not in a folder 'images', so that no annotation belongs to it");
            }

            if (annotations.isInvalid(number)) {
                // An annotation of it was reported.
                return;
            }

            final SampleMetadata.Builder metadata = annotations.take(number);
            final String parents = image.group("parents");
            final String parent = parents == null ? "" : parents.substring(parents.lastIndexOf('/') + 1);
            sink.sample(Candidate.ofImage(entry, parent.isEmpty() ? Optional.empty() : FolderNames.split(parent), metadata));
        } catch (final InvalidSampleException e) {
            sink.invalid(entry.where(), e.what(), e.getMessage());
        }
    }

    private void reportMissingImages(final SourceFiles files, final SampleSink sink) throws IOException {
        files.forEach(entry -> {
            final Matcher annotation = ANNOTATION.matcher(entry.path());
            if (annotation.matches() && "exp".equals(annotation.group("kind")) && annotations.isWithoutImage(annotations.number(key(annotation)))) {
                annotations.invalidate(annotations.number(key(annotation)));
                sink.invalid(entry.where(), "image", String.format(Locale.ROOT, "The image %s is missing; expected it in the folder 'images' beside",
                        annotation.group("number")));
            }
        });
    }

    /**
     * What the annotation files of AffectNet say of each image: about 40 bytes an image, since there are hundreds of thousands. Not
     * thread-safe.
     */
    private static final class Annotations {

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
            return Double.isNaN(valences[number]) || Double.isNaN(arousals[number]) ? Optional.empty() : AffectNet.affect(valences[number], arousals[number]);
        }
    }
}
