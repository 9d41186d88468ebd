package org.nififer.runtime.quickstart;

import org.nififer.common.Expression;
import org.nififer.drawing.DrawnFaces;
import org.nififer.image.ImageCodec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The photos in which expressions are to be recognised.
 *
 * @param folder  they are in
 * @param photos  file names, sorted
 * @param ignored names of the other files in the folder, sorted
 * @param drawn   whether nobody's face is in them
 */
public record PhotoSource(Path folder, List<String> photos, List<String> ignored, boolean drawn) {

    /** The same files that the flow takes. */
    private static final Pattern PHOTO = Pattern.compile("(?i)[^.].*\\.(jpe?g|png|bmp|tiff?|webp|gif|hei[cf]|avif)");

    private static final int PHOTO_HEIGHT = 400;
    private static final int SLOT_WIDTH = 360;

    /** The people of drawn photos: each expression occurs, and one photo shows nobody. */
    private static final List<List<Expression>> GROUPS = List.of(
            List.of(Expression.HAPPINESS),
            List.of(Expression.SURPRISE, Expression.NEUTRAL),
            List.of(Expression.ANGER, Expression.SADNESS, Expression.DISGUST),
            List.of(Expression.FEAR, Expression.CONTEMPT),
            List.of());

    /**
     * The photos of a folder, which is only read.
     *
     * @throws IOException with one line for a person if it is none or has no photos
     */
    public static PhotoSource ofFolder(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(String.format(Locale.ROOT, "There is no folder %s", folder));
        }

        final List<String> photos = new ArrayList<>();
        final List<String> ignored = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).sorted()
                    .forEach(name -> (PHOTO.matcher(name).matches() ? photos : ignored).add(name));
        }

        if (photos.isEmpty()) {
            throw new IOException(String.format(Locale.ROOT, "There is no photo (jpg, jpeg, png, bmp, tif, tiff, webp, gif, heic, heif, avif) in the folder %s itself; "
                    + "folders in it are not searched", folder));
        }

        return new PhotoSource(folder.toRealPath(), List.copyOf(photos), List.copyOf(ignored), false);
    }

    /** Draws photos of people who are not in the drawn dataset. */
    public static PhotoSource draw(final Path folder) throws IOException {
        Files.createDirectories(folder);
        final List<String> names = new ArrayList<>();
        for (int index = 0; index < GROUPS.size(); index++) {
            final List<Expression> group = GROUPS.get(index);
            final String people = group.isEmpty() ? "nobody" : String.join("-", group.stream().map(Expression::label).toList());
            final String name = String.format(Locale.ROOT, "drawn-%d-%s.jpg", index + 1, people);
            final int width = Math.max(1, group.size()) * SLOT_WIDTH;
            Files.write(folder.resolve(name), ImageCodec.encodeJpeg(DrawnFaces.photo(index + 1L, width, PHOTO_HEIGHT, group).image(), 95));
            names.add(name);
        }

        return new PhotoSource(folder.toRealPath(), List.copyOf(names), List.of(), true);
    }
}
