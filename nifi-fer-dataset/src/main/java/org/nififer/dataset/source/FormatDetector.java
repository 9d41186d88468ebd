package org.nififer.dataset.source;

import org.nififer.common.FileKind;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the format of a source by the files that tell it for sure: an annotation, a table by its header, an image in a folder named after an expression. All files are looked at:
 * where two formats are told, nobody has said which has the labels. Where only images are left, the folders may be numbered ones.
 */
final class FormatDetector {

    private static final String EXPECTED = "a folder or an archive (zip, tar, or tar packed by gzip, bzip2 or xz) of images, or a table such as FER-2013's";

    /** By which somebody may have separated columns; spaces separate words as well. */
    private static final String TABLE_DELIMITERS = ",;\t|";

    private long files;
    private boolean images;
    private boolean otherImages;
    private String frame;
    private String fer2013;
    private String ferPlus;
    private String unknownFile;
    /** The first file that tells a format; what annotations tell stands apart, since the operator named them. */
    private final Map<SourceFormat, String> signs = new EnumMap<>(SourceFormat.class);
    private final Map<SourceFormat, String> annotationSigns = new EnumMap<>(SourceFormat.class);

    private FormatDetector() {
    }

    /**
     * The format.
     *
     * @throws InvalidInputException where it is none that is known, or more than one
     */
    static SourceFormat detect(final SourceFiles files) throws IOException {
        return new FormatDetector().search(files);
    }

    private SourceFormat search(final SourceFiles source) throws IOException {
        source.forEach(entry -> {
            files++;
            if (FileNames.isImage(entry.path())) {
                addImage(entry);
            } else if (addOther(entry)) {
                source.use(entry);
            }
        });

        source.requireUsedAnnotations();
        if (ferPlus != null && fer2013 != null) {
            signs.put(SourceFormat.FER_PLUS, ferPlus);
        } else if (fer2013 != null) {
            signs.put(SourceFormat.FER2013, fer2013);
        } else if (ferPlus != null && images) {
            // Without FER-2013's table it is by the image names that the votes are joined.
            signs.put(SourceFormat.LABEL_TABLE, ferPlus);
        }

        // What the operator named as annotations has the labels, whatever else could have them.
        final Map<SourceFormat, String> found = annotationSigns.isEmpty() ? signs : annotationSigns;
        if (found.size() > 1) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "Several formats at once: %s; expected one, or the choice of a format",
                    found.entrySet().stream().map(sign -> String.format(Locale.ROOT, "%s (%s)", sign.getKey().label(), sign.getValue())).collect(Collectors.joining(", "))));
        }

        if (!found.isEmpty()) {
            return found.keySet().iterator().next();
        }

        return withoutSign(source);
    }

    private SourceFormat withoutSign(final SourceFiles source) throws IOException {
        if (frame != null && !otherImages) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT,
                    "%s is a frame of CK+, but there are no labels; expected a file ending in _emotion.txt for "
                    + "each labelled sequence, in the source or as annotations", frame));
        }

        if (images) {
            return SourceFormat.CLASS_FOLDERS;
        }

        if (ferPlus != null) {
            throw new InvalidInputException(Code.INVALID_DATASET, "The labels of FER+ alone, without images; expected fer2013.csv, with this file as annotations or beside it");
        }

        final String rejected = source.firstRejected().map(first -> String.format(Locale.ROOT, " (%s)", first)).orElse("");
        final String unknown = unknownFile == null ? "" : String.format(Locale.ROOT, ": %s", unknownFile);
        throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "Neither images nor a table with labels among %d files%s%s; expected %s", files, rejected,
                unknown, EXPECTED));
    }

    private void addImage(final SourceEntry entry) {
        images = true;
        if (ClassFoldersReader.isNamed(entry.path())) {
            add(SourceFormat.CLASS_FOLDERS, entry);
        } else if (ClassFoldersReader.isFrame(entry.path())) {
            frame = frame == null ? entry.where() : frame;
        } else {
            otherImages = true;
        }
    }

    /** Whether the file tells a format. */
    private boolean addOther(final SourceEntry entry) throws IOException {
        if (AffectNetFilesReader.isExpression(entry.path())) {
            add(SourceFormat.AFFECTNET_NPY, entry);
            return true;
        }

        if (CkPlusReader.isLabel(entry.fileName())) {
            add(SourceFormat.CK_PLUS, entry);
            return true;
        }

        if (entry.tableHead().columns(Fer2013Row::accepts).isPresent()) {
            fer2013 = fer2013 == null ? entry.where() : fer2013;
            return true;
        }

        if (entry.tableHead().columns(FerPlusLabels::accepts).isPresent()) {
            ferPlus = ferPlus == null ? entry.where() : ferPlus;
            return true;
        }

        final Optional<LabelTable> table = LabelTable.of(entry);
        if (table.isPresent()) {
            add(table.get().kind() == LabelTable.Kind.AFFECTNET ? SourceFormat.AFFECTNET_CSV : SourceFormat.LABEL_TABLE, entry);
            return true;
        }

        unknownFile = unknownFile == null ? describe(entry) : unknownFile;
        return false;
    }

    private void add(final SourceFormat format, final SourceEntry entry) {
        (entry.isAnnotation() ? annotationSigns : signs).putIfAbsent(format, entry.where());
    }

    /** Why a file is not read that looks like an image or like labels, so that somebody may miss it; empty for all others. */
    static Optional<String> describeLoss(final SourceEntry entry) throws IOException {
        final List<String> lines = entry.tableHead().lines();
        if (entry.problem().isPresent()) {
            return Optional.empty();
        }

        final FileKind kind = FileKind.of(entry.head(FileKind.HEAD_BYTES));
        if (kind.isImage()) {
            return Optional.of(String.format(Locale.ROOT, "%s is not read: it is %s whose name does not end as an image's, such as in .png", entry.where(), kind.description()));
        }

        if (kind == FileKind.JSON) {
            return Optional.of(String.format(Locale.ROOT, "%s is not read: it is a JSON file; labels are read from a table, such as CSV", entry.where()));
        }

        if (LabelTable.of(entry).isPresent()) {
            return Optional.of(String.format(Locale.ROOT, "%s is not read: it is a table of labels, but these come from elsewhere by the choice of the format", entry.where()));
        }

        final boolean isTable = lines.size() == 2 && TABLE_DELIMITERS.chars().anyMatch(delimiter -> count(lines.getFirst(), delimiter) > 0
                && count(lines.getFirst(), delimiter) == count(lines.getLast(), delimiter));
        return isTable ? Optional.of(String.format(Locale.ROOT, "%s is not read: line 1 is %s; expected a table with one column of image names and one of labels, separated by "
                + "commas, semicolons, tabs or spaces", entry.where(), InvalidInputException.quote(lines.getFirst().strip()))) : Optional.empty();
    }

    private static long count(final String line, final int character) {
        return line.chars().filter(other -> other == character).count();
    }

    /** What a file is that nothing can be done with. */
    static String describe(final SourceEntry entry) throws IOException {
        final TableHead head = entry.tableHead();
        if (entry.problem().isPresent()) {
            return String.format(Locale.ROOT, "%s: %s", entry.where(), entry.problem().get());
        }

        final FileKind kind = FileKind.of(entry.head(FileKind.HEAD_BYTES));
        return kind == FileKind.TEXT || kind == FileKind.UTF_16_TEXT
                ? String.format(Locale.ROOT, "line 1 of %s is %s", entry.where(), InvalidInputException.quote(head.firstLine().strip()))
                : kind.refusal(entry.where(), EXPECTED);
    }
}
