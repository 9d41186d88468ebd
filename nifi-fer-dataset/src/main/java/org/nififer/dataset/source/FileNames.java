package org.nififer.dataset.source;

import org.nififer.dataset.ImageFormat;

import java.util.Locale;
import java.util.Set;

/**
 * What the names of files in a source say about them.
 */
final class FileNames {

    private static final Set<String> TEXT_EXTENSIONS = Set.of("csv", "txt", "npy", "json", "md");
    private static final Set<String> SYSTEM_FILES = Set.of("thumbs.db", "desktop.ini");

    private FileNames() {
    }

    /** Whether the operating system or an archiver put the file there: hidden files, {@code __MACOSX/}, {@code Thumbs.db}. */
    static boolean isHidden(final String path) {
        String name = "";
        for (final String part : path.split("/")) {
            if ("__MACOSX".equals(part) || part.startsWith(".") && !".".equals(part) && !"..".equals(part)) {
                return true;
            }

            name = part;
        }

        return SYSTEM_FILES.contains(name.toLowerCase(Locale.ROOT));
    }

    static boolean isImage(final String path) {
        return !isHidden(path) && ImageFormat.isImage(path.substring(path.lastIndexOf('/') + 1));
    }

    static boolean isCsv(final String path) {
        return !isHidden(path) && "csv".equals(extension(path));
    }

    /** Whether a file is a table, an annotation or a text by its name. */
    static boolean isText(final String path) {
        return TEXT_EXTENSIONS.contains(extension(path));
    }

    static String withoutExtension(final String path) {
        final int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
    }

    private static String extension(final String path) {
        return path.substring(withoutExtension(path).length()).replaceFirst("^\\.", "").toLowerCase(Locale.ROOT);
    }
}
