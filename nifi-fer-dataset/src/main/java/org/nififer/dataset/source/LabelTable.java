package org.nififer.dataset.source;

import org.nififer.common.Expression;
import org.nififer.common.InvalidInputException;
import org.nififer.dataset.Affect;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A table that names images and says what each shows.
 */
final class LabelTable {

    private static final String IMAGE_NAME = "image name";
    /** FER+ writes its label.csv without a header. */
    private static final List<String> FER_PLUS_COLUMNS = Stream.concat(Stream.of(IMAGE_NAME, "box"), FerPlusVotes.COLUMNS.stream()).toList();
    private static final Pattern FER_PLUS_BOX = Pattern.compile("\\([\\d, ]+\\)");

    /** Its publishers spell it so. */
    private static final Set<String> RAF_DB_FILES = Set.of("list_patition_label.txt", "list_partition_label.txt");
    private static final Pattern RAF_DB_SPLIT = Pattern.compile("(?<split>train|test)_\\d+.*");

    private static final String IMAGE = "image";
    private static final String LABEL = "label";
    private static final Set<String> IMAGE_COLUMNS = Set.of(IMAGE, "images", "image_name", IMAGE_NAME, "imagename", "image_path", "image path", "image_id", "img",
            "img_name", "img_path", "file", "files", "filename", "file_name", "file name", "filepath", "file_path", "path", "pth", "name", "photo", "picture");
    private static final Set<String> LABEL_COLUMNS = Set.of(LABEL, "labels", "emotion", "emotions", "expression", "expressions", "facial_expression", "facial expression", "class",
            "class_name", "category", "emotion_label", "expression_label", "label_name");
    private static final Set<String> SPLIT_COLUMNS = Set.of("split", "usage", "set", "subset", "partition");

    private final Kind kind;
    private final TableColumns columns;
    private final String fileName;
    private final String image;
    private final String label;
    private final Optional<String> split;

    private LabelTable(final Kind kind, final SourceEntry entry, final TableColumns columns, final String image, final String label) {
        this.kind = kind;
        this.columns = columns;
        this.fileName = entry.fileName();
        this.image = image;
        this.label = label;
        this.split = columns.names().stream().filter(SPLIT_COLUMNS::contains).findFirst();
    }

    /** The layouts of such tables. */
    enum Kind {
        AFFECTNET, RAF_DB, FER_PLUS, NAMES_AND_LABELS
    }

    /**
     * What a row says of its image.
     *
     * @param image as the table names it
     * @param votes of FER+'s annotators; null where the table has one label
     * @param box   of the face in its photo; empty where the image is of a face, or where its faces are still to be found
     */
    record Row(String image, Expression expression, FerPlusVotes votes, Optional<AffectNet.FaceBox> box, Optional<Affect> affect, Optional<Split> split) {
    }

    /** The table that a file is, by its name and first lines; empty where it is none. */
    static Optional<LabelTable> of(final SourceEntry entry) throws IOException {
        if (FileNames.isImage(entry.path())) {
            return Optional.empty();
        }

        final TableHead head = entry.tableHead();
        return affectNet(entry, head).or(() -> rafDb(entry, head)).or(() -> ferPlus(entry, head)).or(() -> namesAndLabels(entry, head));
    }

    private static Optional<LabelTable> affectNet(final SourceEntry entry, final TableHead head) {
        return AffectNet.columns(head).map(columns -> new LabelTable(Kind.AFFECTNET, entry, columns, AffectNet.PATH, AffectNet.EXPRESSION));
    }

    private static Optional<LabelTable> rafDb(final SourceEntry entry, final TableHead head) {
        return RAF_DB_FILES.contains(entry.fileName().toLowerCase(Locale.ROOT))
                ? head.columnsWithoutHeader(List.of(IMAGE, LABEL),
                        (row, columns) -> row.size() == 2 && FileNames.isImage(row.getFirst()) && Numbering.number(row.getLast()).isPresent())
                .map(columns -> new LabelTable(Kind.RAF_DB, entry, columns, IMAGE, LABEL))
                : Optional.empty();
    }

    private static Optional<LabelTable> ferPlus(final SourceEntry entry, final TableHead head) {
        return head.columns(columns -> FerPlusLabels.accepts(columns) && columns.has(IMAGE_NAME))
                .or(() -> head.columnsWithoutHeader(FER_PLUS_COLUMNS, (row, columns) -> row.size() == FER_PLUS_COLUMNS.size() && FileNames.isImage(row.getFirst())
                        && FER_PLUS_BOX.matcher(row.get(1)).matches() && row.stream().skip(2).allMatch(votes -> Numbering.number(votes).isPresent())))
                .map(columns -> new LabelTable(Kind.FER_PLUS, entry, columns, IMAGE_NAME, null));
    }

    private static Optional<LabelTable> namesAndLabels(final SourceEntry entry, final TableHead head) {
        final Predicate<TableColumns> headed = columns -> headedImage(head, columns).isPresent() && headedLabel(columns).isPresent();
        return head.columns(headed)
                .map(columns -> new LabelTable(Kind.NAMES_AND_LABELS, entry, columns, headedImage(head, columns).orElseThrow(), headedLabel(columns).orElseThrow()))
                .or(() -> head.columnsWithoutHeader(List.of(IMAGE, LABEL), (row, columns) -> row.size() == 2 && FileNames.isImage(row.getFirst()) && isLabel(row.getLast()))
                        .map(columns -> new LabelTable(Kind.NAMES_AND_LABELS, entry, columns, IMAGE, LABEL)));
    }

    private static boolean isLabel(final String text) {
        return FolderNames.expression(text).isPresent() || Numbering.number(text).isPresent();
    }

    /** The one column whose first value is the name of an image file; by the columns' own names where there is none, or more than one. */
    private static Optional<String> headedImage(final TableHead head, final TableColumns columns) {
        final List<String> lines = head.lines();
        final List<String> row = lines.size() < 2 ? List.of() : TableReader.split(lines.getLast(), columns.delimiter());
        if (row.size() < columns.names().size()) {
            return Optional.empty();
        }

        final List<String> byValue = columns.names().stream().filter(name -> FileNames.isImage(columns.value(row, name))).toList();
        final List<String> candidates = byValue.size() == 1 ? byValue : columns.names().stream()
                .filter(name -> IMAGE_COLUMNS.contains(name) && (byValue.isEmpty() || byValue.contains(name))).toList();
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    private static Optional<String> headedLabel(final TableColumns columns) {
        final List<String> labels = columns.names().stream().filter(LABEL_COLUMNS::contains).toList();
        return labels.size() == 1 ? Optional.of(labels.getFirst()) : Optional.empty();
    }

    Kind kind() {
        return kind;
    }

    TableColumns columns() {
        return columns;
    }

    /**
     * The image that a row is for, as the table names it.
     *
     * @throws InvalidSampleException where the row has too few columns or no name; FER+ leaves out the names of images that show no face
     */
    String image(final List<String> values) throws InvalidSampleException {
        columns.require(joined(values));
        final String name = columns.value(joined(values), image);
        if (name.isEmpty()) {
            throw new InvalidSampleException("annotation", "The row names no image");
        }

        return name;
    }

    /**
     * What a row says.
     *
     * @param numbering     of labels that are numbers
     * @param withoutMajority what becomes of votes without a majority
     * @param where         the row, for messages
     * @throws InvalidSampleException where a value is wrong
     * @throws InvalidInputException  where the label is a number and nobody says whose
     */
    Row row(final List<String> values, final Numbering.OfSource numbering, final RowsWithoutMajority withoutMajority, final String where)
            throws InvalidSampleException, InvalidInputException {
        final List<String> row = joined(values);
        return switch (kind) {
            case AFFECTNET -> AffectNet.row(row, columns, numbering, fileName);
            case FER_PLUS -> {
                final FerPlusVotes votes = FerPlusVotes.of(columns, row);
                yield new Row(image(values), votes.expression(withoutMajority, Optional.empty()), votes, Optional.empty(), Optional.empty(), split(row));
            }
            case RAF_DB -> {
                final int number = Numbering.number(columns.value(row, label)).orElseThrow(() -> noLabel(row));
                final Matcher named = RAF_DB_SPLIT.matcher(image(values));
                yield new Row(image(values), numbering.ofLayout(Numbering.RAF_DB, fileName).expression(number), null, Optional.empty(), Optional.empty(),
                        named.matches() ? FolderNames.split(named.group("split")) : Optional.empty());
            }
            case NAMES_AND_LABELS -> new Row(image(values), expression(row, numbering, where), null, Optional.empty(), Optional.empty(), split(row));
        };
    }

    private Expression expression(final List<String> row, final Numbering.OfSource numbering, final String where) throws InvalidSampleException, InvalidInputException {
        final OptionalInt number = Numbering.number(columns.value(row, label));
        return number.isPresent() ? numbering.expression(number.getAsInt(), where) : FolderNames.expression(columns.value(row, label)).orElseThrow(() -> noLabel(row));
    }

    private InvalidSampleException noLabel(final List<String> row) {
        return new InvalidSampleException("label", String.format(Locale.ROOT, "The label %s; expected one of %s, or a number",
                InvalidInputException.quote(columns.value(row, label)), Expression.all().stream().map(Expression::label).toList()));
    }

    /** By the column of splits where there is one, else by the table's name. */
    private Optional<Split> split(final List<String> row) throws InvalidSampleException {
        if (split.isEmpty()) {
            return FolderNames.split(FileNames.withoutExtension(fileName));
        }

        final String text = columns.value(row, split.get());
        return Optional.of(FolderNames.split(text).orElseThrow(() -> new InvalidSampleException("usage",
                String.format(Locale.ROOT, "%s %s; expected train, validation or test", split.get(), InvalidInputException.quote(text)))));
    }

    private List<String> joined(final List<String> row) {
        return kind == Kind.AFFECTNET ? AffectNet.joinedLandmarks(row, columns) : row;
    }
}
