package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.RgbImage;
import org.nififer.dataset.SampleMetadata;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images beside a table with their names and labels: any table with one column of each (the names end as the images' paths do, the labels are words, or numbers whose
 * numbering the operator knows), RAF-DB (Li et al., 2017) with its list, FER+ as its publishers' program writes it, with a {@code label.csv} of votes beside the images of each
 * split, and AffectNet with {@code training.csv} and {@code validation.csv}, which have the box of the face to be cut out of each photo.
 *
 * <p>Several rows for one image agree, or are votes of which more than half decide; without that the image is invalid. Two images for one row are both invalid. Where at least half
 * of the images are named as those of Labeled Faces in the Wild (Huang et al., 2007), {@code Aaron_Eckhart_0001.jpg}, the names before the number are the subjects.
 */
final class LabelTableReader implements SourceReader {

    private static final Pattern PERSON = Pattern.compile("(?<person>\\p{Lu}[\\p{L}.'-]*(?:_\\p{L}[\\p{L}.'-]*)*)_\\d{4}\\.[^.]+");

    private final Optional<LabelTable.Kind> wanted;
    private final Numbering.OfSource numbering;
    private final RowsWithoutMajority withoutMajority;
    private final RowIndex index = new RowIndex();
    private final LabelRows rows = new LabelRows(index);
    private long images;
    private long fullNames;

    private LabelTableReader(final Optional<LabelTable.Kind> wanted, final Numbering.OfSource numbering, final RowsWithoutMajority withoutMajority) {
        this.wanted = wanted;
        this.numbering = numbering;
        this.withoutMajority = withoutMajority;
    }

    /** Reads tables of any of the layouts. */
    static LabelTableReader any(final Numbering.OfSource numbering, final RowsWithoutMajority withoutMajority) {
        return new LabelTableReader(Optional.empty(), numbering, withoutMajority);
    }

    /** Reads the tables of AffectNet. */
    static LabelTableReader affectNet(final Numbering.OfSource numbering) {
        return new LabelTableReader(Optional.of(LabelTable.Kind.AFFECTNET), numbering, RowsWithoutMajority.DROP);
    }

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        files.forEach(entry -> {
            final Optional<LabelTable> table = table(entry);
            if (table.isPresent()) {
                files.use(entry);
                readTable(entry, table.get(), sink);
            }
        });

        if (!index.hasTables()) {
            throw new InvalidInputException(Code.INVALID_DATASET, wanted.isPresent()
                    ? "No table of AffectNet; expected a .csv with subDirectory_filePath, face_x, face_y, face_width, face_height and expression in the source or as annotations"
                    : "No table of images and labels; expected one with a column that names images and one of labels (label, emotion, expression or class) in the "
                            + "source or as annotations");
        }

        surveyImages(files);
        files.forEachLast(sink, entry -> {
            if (FileNames.isImage(entry.path())) {
                readImage(entry, sink);
            } else if (FileNames.isCsv(entry.path()) && table(entry).isEmpty() && entry.problem().isPresent()) {
                sink.invalid(entry.where(), "entry", entry.problem().get());
            } else if (table(entry).isEmpty()) {
                sink.ignored(entry);
            }
        });

        for (int row = 0; row < index.size(); row++) {
            if (!rows.isInvalid(row) && index.images(row) == 0) {
                sink.invalid(index.where(row), "image", "The image is missing; expected it in the source");
            }
        }

        if (rows.differing() > 0) {
            sink.told(String.format(Locale.ROOT, "%d images have rows that differ; those with more than half for one label have it, the others are invalid", rows.differing()));
        }
    }

    private Optional<LabelTable> table(final SourceEntry entry) throws IOException {
        return LabelTable.of(entry).filter(table -> wanted.isEmpty() || wanted.get() == table.kind());
    }

    private void readTable(final SourceEntry entry, final LabelTable table, final SampleSink sink) throws IOException {
        index.beginTable(entry, table.kind());
        final TableReader reader = new TableReader(entry, table.columns());
        for (List<String> values = reader.next(); values != null; values = reader.next()) {
            if (TableReader.isBlank(values)) {
                sink.ignored("empty lines");
                continue;
            }

            try {
                readRow(values, table, reader, sink);
            } catch (final InvalidSampleException e) {
                sink.invalid(reader.where(), e.what(), e.getMessage());
            }
        }
    }

    private void readRow(final List<String> values, final LabelTable table, final TableReader reader, final SampleSink sink)
            throws InvalidSampleException, InvalidInputException {
        final int row = index.number(table.image(values), reader.line());
        final boolean isNew = index.isNew(row, reader.line());
        if (!isNew && rows.isInvalid(row)) {
            sink.ignored("further rows of invalid images");
            return;
        }

        try {
            final LabelTable.Row content = table.row(values, numbering, withoutMajority, reader.where());
            if (isNew) {
                rows.set(row, content);
            } else if (rows.join(row, content)) {
                sink.ignored("further rows of the same images");
            } else {
                throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "A second row for the image %s contradicts %s; expected one",
                        InvalidInputException.quote(content.image()), index.where(row)));
            }
        } catch (final InvalidSampleException e) {
            rows.invalidate(row);
            throw e;
        }
    }

    private void surveyImages(final SourceFiles files) throws IOException {
        files.forEach(entry -> {
            if (FileNames.isImage(entry.path())) {
                index.find(entry.path()).ifPresent(index::count);
                images++;
                final Matcher person = PERSON.matcher(entry.fileName());
                fullNames += person.matches() && person.group("person").contains("_") ? 1 : 0;
            }
        });

        if (!index.knowOwnImages()) {
            return;
        }

        files.forEach(entry -> {
            if (FileNames.isImage(entry.path())) {
                index.find(entry.path()).filter(RowIndex.Match::elsewhere).ifPresent(index::count);
            }
        });
    }

    private void readImage(final SourceEntry entry, final SampleSink sink) throws IOException {
        final Optional<RowIndex.Match> match = index.find(entry.path());
        if (match.isEmpty()) {
            sink.invalid(entry.where(), "annotation", "No table has a row for this image, or two tables have and none of them is in a folder above it");
            return;
        }

        final int row = match.get().row();
        if (rows.isInvalid(row)) {
            sink.ignored("images of invalid rows");
            return;
        }

        final boolean isOutranked = index.isOutranked(match.get());
        if (isOutranked && index.kind(row) == LabelTable.Kind.RAF_DB) {
            sink.ignored("photos whose aligned faces are there");
            return;
        }

        try {
            if (isOutranked) {
                throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "%s means another image, whose name is the same", index.where(row)));
            }

            if (index.images(row) > 1) {
                throw new InvalidSampleException("annotation", String.format(Locale.ROOT, "%d images have the name that %s has; expected one", index.images(row),
                        index.where(row)));
            }

            sink.sample(candidate(entry, row));
        } catch (final InvalidSampleException e) {
            sink.invalid(entry.where(), e.what(), e.getMessage());
        }
    }

    private Candidate candidate(final SourceEntry entry, final int row) throws IOException, InvalidSampleException {
        final SampleMetadata.Builder metadata = rows.metadata(row);
        final Matcher person = PERSON.matcher(entry.fileName());
        if (2 * fullNames >= images && index.kind(row) == LabelTable.Kind.NAMES_AND_LABELS && person.matches()) {
            metadata.subject(person.group("person"));
        }

        final Optional<AffectNet.FaceBox> box = rows.box(row);
        if (box.isEmpty()) {
            return Candidate.ofImage(entry, rows.split(row).or(() -> ClassFoldersReader.split(entry.path())), metadata);
        }

        final byte[] encoded = entry.readImage();
        return new Candidate(entry.where(), FileNames.withoutExtension(entry.path()), rows.split(row), metadata, Candidate.decodedBytes(encoded),
                () -> face(encoded, box.get(), metadata));
    }

    private static RgbImage face(final byte[] encoded, final AffectNet.FaceBox box, final SampleMetadata.Builder metadata) throws InvalidSampleException {
        final RgbImage photo = Candidate.decode(encoded);
        final AffectNet.FaceBox inside = box.within(photo).orElseThrow(() -> new InvalidSampleException("box", String.format(Locale.ROOT,
                "The box %d, %d, %d x %d lies outside the photo of %d x %d pixels", box.left(), box.top(), box.width(), box.height(), photo.width(), photo.height())));
        metadata.box(inside.toBoundingBox());
        return inside.cut(photo);
    }
}
