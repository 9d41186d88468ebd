package org.nififer.core.dataset.source;

import java.util.Locale;
import java.util.Set;

/**
 * What the names of files in a source say about them.
 */
final class FileNames {

    private static final Set<String> IMAGE_EXTENSIONS = Set.of("png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "gif", "pgm", "ppm", "jp2");

    private FileNames() {
    }

    /** Whether the operating system or an archiver put the file there: hidden files, {@code __MACOSX/}. */
    static boolean isHidden(final String path) {
        for (final String part : path.split("/")) {
            if ("__MACOSX".equals(part) || part.startsWith(".") && !".".equals(part) && !"..".equals(part)) {
                return true;
            }
        }

        return false;
    }

    static boolean isImage(final String path) {
        return !isHidden(path) && IMAGE_EXTENSIONS.contains(extension(path));
    }

    static boolean isCsv(final String path) {
        return !isHidden(path) && "csv".equals(extension(path));
    }

    static String withoutExtension(final String path) {
        final int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
    }

    private static String extension(final String path) {
        return path.substring(withoutExtension(path).length()).replaceFirst("^\\.", "").toLowerCase(Locale.ROOT);
    }
}
