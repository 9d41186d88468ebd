package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.SampleMetadata;

import java.io.IOException;
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

    private final SourceNumbering numbering;
    private final AffectNetAnnotations annotations = new AffectNetAnnotations();

    /** A reader for one source. */
    AffectNetFilesReader(final SourceNumbering numbering) {
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
                sink.ignored(SampleSink.OTHER_FILES);
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
                case "exp" -> annotations.setExpression(number, AffectNetCodes.expression(value));
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
}
