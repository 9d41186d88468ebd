package org.nififer.core.image;

/**
 * The file types that are decoded.
 */
public enum ImageType {
    JPEG,
    PNG,
    BMP,
    TIFF,
    WEBP
}
