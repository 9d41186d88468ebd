package org.nififer.image;

/**
 * The file types that are decoded.
 */
public enum ImageType {
    JPEG("JPEG"),
    PNG("PNG"),
    BMP("BMP"),
    TIFF("TIFF"),
    WEBP("WebP"),
    GIF("GIF"),
    HEIC("HEIC"),
    AVIF("AVIF");

    /** The types as a sentence lists them. */
    static final String ALL = "JPEG, PNG, BMP, TIFF, WebP, GIF, HEIC or AVIF";

    private final String label;

    ImageType(final String label) {
        this.label = label;
    }

    /** The name that people know. */
    public String label() {
        return label;
    }
}
