package org.nififer.dataset;

import org.nififer.common.RgbImage;
import org.nififer.image.ImageCodec;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the image of a sample or the crop of a face is encoded.
 */
public enum ImageFormat {
    PNG("png", "Keeps every pixel"),
    JPEG("jpg", "Smaller, with some loss");

    private static final Set<String> FILE_EXTENSIONS = Set.of("png", "jpg", "jpeg", "jpe", "jfif", "bmp", "dib", "tif", "tiff", "webp", "gif", "heic", "heif", "avif", "jxl",
            "pgm", "ppm", "pnm", "pbm", "jp2", "j2k");

    private final String extension;
    private final String description;

    ImageFormat(final String extension, final String description) {
        this.extension = extension;
        this.description = description;
    }

    /** The name on the command line and in properties: lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line for people who have to choose. */
    public String description() {
        return description;
    }

    /** The extension of the image's entry in a dataset file, without the dot. */
    public String extension() {
        return extension;
    }

    /** The media type. */
    public String mediaType() {
        return "image/" + label();
    }

    /**
     * The bytes of a file.
     *
     * @param quality of JPEG, 1 (small) to 100 (good)
     */
    public byte[] encode(final RgbImage image, final int quality) {
        return this == PNG ? ImageCodec.encodePng(image) : ImageCodec.encodeJpeg(image, quality);
    }

    /** Whether a file is an image by its name, of whatever kind. */
    public static boolean isImage(final String fileName) {
        return FILE_EXTENSIONS.contains(fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** The format of an extension in any case, {@code jpeg} included; empty where the extension names no image of a dataset. */
    public static Optional<ImageFormat> ofExtension(final String extension) {
        return switch (extension.toLowerCase(Locale.ROOT)) {
            case "png" -> Optional.of(PNG);
            case "jpg", "jpeg" -> Optional.of(JPEG);
            default -> Optional.empty();
        };
    }
}
