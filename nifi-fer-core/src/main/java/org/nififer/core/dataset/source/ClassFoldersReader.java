package org.nififer.core.dataset.source;

import org.nififer.core.Expression;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;
import org.nififer.core.dataset.SampleMetadata;
import org.nififer.core.dataset.Split;
import org.nififer.core.image.ImageCodec;
import org.nififer.core.image.RgbImage;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images in folders named after their expression: {@code CK+48/happy/S010_004_00000017.png}, {@code train/angry/1.jpg},
 * {@code angry/test/1.jpg}. The expression is the innermost folder that does not name a split. File names of CK+ tell the subject.
 */
final class ClassFoldersReader implements SourceReader {

    private static final int MAXIMUM_IMAGE_BYTES = 64 << 20;
    /** CK+: subject, sequence and frame. */
    private static final Pattern SUBJECT = Pattern.compile("(?<subject>S\\d{3})_.*");

    @Override
    public void read(final SourceEntries entries, final SampleSink sink) throws IOException {
        for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
            if (FileNames.isImage(entry.path())) {
                readImage(entry, entries, sink);
            } else {
                sink.ignored();
            }
        }
    }

    private static void readImage(final SourceEntry entry, final SourceEntries entries, final SampleSink sink) throws IOException {
        final Labels labels = Labels.of(entry.path());
        if (labels.expression().isEmpty()) {
            final String folder = labels.folder().isEmpty() ? "No folder names the expression" : "The folder %s is not an expression".formatted(
                    InvalidEntry.quote(labels.folder()));
            sink.invalid(entry.path(), "label", "%s; expected one of %s".formatted(folder, Expression.all().stream().map(Expression::label).toList()));
            return;
        }

        if (entry.problem().isPresent()) {
            sink.invalid(entry.path(), "entry", entry.problem().get());
            return;
        }

        final RgbImage image;
        try {
            image = decode(entry);
        } catch (final IOException e) {
            final boolean invalidImage = e instanceof InvalidInputException invalid && invalid.code() != Code.INVALID_DATASET;
            if (invalidImage || entries.isLimitedToEntry(e)) {
                sink.invalid(entry.path(), "image", e.getMessage());
                return;
            }

            throw e;
        }

        final SampleMetadata.Builder metadata = SampleMetadata.builder(labels.expression().get());
        labels.split().ifPresent(metadata::split);
        final Matcher subject = SUBJECT.matcher(entry.fileName());
        if (subject.matches()) {
            metadata.subject(subject.group("subject"));
        }

        sink.sample(FileNames.withoutExtension(entry.path()), image, metadata);
    }

    private static RgbImage decode(final SourceEntry entry) throws IOException {
        final byte[] content = entry.content().readNBytes(MAXIMUM_IMAGE_BYTES + 1);
        if (content.length > MAXIMUM_IMAGE_BYTES) {
            throw new InvalidInputException(Code.INVALID_IMAGE,
                    "More than %d bytes, the limit for an image".formatted(MAXIMUM_IMAGE_BYTES));
        }

        return ImageCodec.decode(content, "The image");
    }

    /** What the folders of a path say; the folder is the one that should name the expression, empty where there is none. */
    private record Labels(String folder, Optional<Expression> expression, Optional<Split> split) {

        private static Labels of(final String path) {
            final String[] parts = path.split("/");
            String folder = "";
            Optional<Split> split = Optional.empty();
            for (int part = parts.length - 2; part >= 0; part--) {
                final Optional<Split> named = FolderNames.split(parts[part]);
                if (named.isEmpty() && folder.isEmpty()) {
                    folder = parts[part];
                }

                // The innermost split counts: an outer folder may bear such a name for another reason.
                split = split.or(() -> named);
            }

            return new Labels(folder, FolderNames.expression(folder), split);
        }
    }
}
