package org.nififer.core.dataset.source;

import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.IOException;
import java.util.Locale;

/**
 * Finds the format of a source by the first file that tells it for sure: an annotation, a table by its header, an image in a folder
 * named after an expression. Where only images are left, the folders may be numbered ones.
 */
final class FormatDetector {

    private long files;
    private boolean images;
    private boolean fer2013;
    private boolean ferPlus;

    private FormatDetector() {
    }

    /**
     * The format.
     *
     * @throws InvalidInputException where it is none that is known
     */
    static SourceFormat detect(final SourceFiles files) throws IOException {
        return new FormatDetector().search(files);
    }

    private SourceFormat search(final SourceFiles source) throws IOException {
        try (SourceEntries entries = source.open()) {
            for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
                files++;
                final SourceFormat format = FileNames.isImage(entry.path()) ? ofImage(entry) : ofOther(entry);
                if (format != null) {
                    return format;
                }
            }
        }

        if (fer2013) {
            return SourceFormat.FER2013;
        }

        if (images) {
            return SourceFormat.CLASS_FOLDERS;
        }

        if (ferPlus) {
            throw new InvalidInputException(Code.INVALID_DATASET, "The labels of FER+ alone, without images; expected fer2013.csv, with this file as annotations or beside it");
        }

        final String rejected = source.firstRejected().map(text -> String.format(Locale.ROOT, " (%s)", text)).orElse("");
        throw new InvalidInputException(Code.INVALID_DATASET,
                String.format(Locale.ROOT, "Neither images nor a CSV with emotion and pixels among %d files%s; expected a folder or an archive of images, or FER-2013", files,
                rejected));
    }

    private SourceFormat ofImage(final SourceEntry entry) {
        images = true;
        return ClassFoldersReader.isNamed(entry.path()) ? SourceFormat.CLASS_FOLDERS : null;
    }

    private SourceFormat ofOther(final SourceEntry entry) throws IOException {
        if (AffectNetFilesReader.isExpression(entry.path())) {
            return SourceFormat.AFFECTNET_NPY;
        }

        if (CkPlusReader.isLabel(entry.fileName())) {
            return SourceFormat.CK_PLUS;
        }

        final TableColumns columns = TableColumns.ofLine(entry.firstLine());
        fer2013 |= Fer2013Row.accepts(columns);
        ferPlus |= FerPlusLabels.accepts(columns);
        if (fer2013 && ferPlus) {
            return SourceFormat.FER_PLUS;
        }

        return AffectNetTableReader.accepts(columns) ? SourceFormat.AFFECTNET_CSV : null;
    }
}
