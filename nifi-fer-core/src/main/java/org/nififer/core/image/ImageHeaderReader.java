package org.nififer.core.image;

import com.drew.imaging.FileType;
import com.drew.imaging.FileTypeDetector;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.bmp.BmpMetadataReader;
import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngHeader;
import com.drew.imaging.riff.RiffReader;
import com.drew.imaging.tiff.TiffMetadataReader;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.bmp.BmpHeaderDirectory;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.jpeg.JpegReader;
import com.drew.metadata.webp.WebpDirectory;
import com.drew.metadata.webp.WebpRiffHandler;
import org.nififer.core.InvalidInputException;
import org.nififer.core.InvalidInputException.Code;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds type and size in the first parts of a file. Only the parts that hold the size are parsed: texts and profiles may
 * be compressed, and a small file could unfold into more than the memory holds.
 */
final class ImageHeaderReader {

    private static final String SUPPORTED = "JPEG, PNG, BMP, TIFF and WebP";

    /** Tiles of a TIFF are decoded one by one, whatever the size of the image that they belong to. */
    private static final long LARGEST_TILE = 4096L * 4096;

    private ImageHeaderReader() {
    }

    static ImageHeader read(final byte[] encoded, final String name) throws InvalidInputException {
        if (encoded.length == 0) {
            throw invalid(String.format(Locale.ROOT, "%s is empty; an image was expected", name), null);
        }

        final FileType type = type(encoded, name);
        try {
            final ImageHeader header = switch (type) {
                case Jpeg -> jpeg(encoded);
                case Png -> png(encoded);
                case Bmp -> bmp(encoded);
                case Tiff -> tiff(encoded);
                case WebP -> webp(encoded);
                case Unknown -> throw invalid(String.format(Locale.ROOT, "%s is not an image of a known type; supported are %s", name, SUPPORTED), null);
                default -> throw invalid(String.format(Locale.ROOT, "%s is a %s file; supported are %s", name, type.getName(), SUPPORTED), null);
            };
            if (header.width() < 1 || header.height() < 1) {
                throw invalid(String.format(Locale.ROOT, "%s announces %d x %d pixels; an image has at least one", name, header.width(), header.height()), null);
            }

            return header;
        } catch (final InvalidInputException e) {
            throw e;
        } catch (final ImageProcessingException e) {
            throw invalid(String.format(Locale.ROOT, "%s is a damaged or truncated %s file: %s", name, type.getName(), e.getMessage()), e);
        } catch (final MetadataException | IOException | RuntimeException e) {
            // A tag that is missing, the end of the data, or the parser's other answers to garbage.
            throw invalid(String.format(Locale.ROOT, "%s is a damaged or truncated %s file", name, type.getName()), e);
        }
    }

    private static FileType type(final byte[] encoded, final String name) throws InvalidInputException {
        try {
            return FileTypeDetector.detectFileType(new ByteArrayInputStream(encoded));
        } catch (final IOException e) {
            throw invalid(String.format(Locale.ROOT, "%s has %d bytes, too few for an image", name, encoded.length), e);
        }
    }

    private static ImageHeader jpeg(final byte[] encoded) throws ImageProcessingException, MetadataException, IOException {
        final Metadata metadata = JpegMetadataReader.readMetadata(new ByteArrayInputStream(encoded), List.of(new JpegReader()));
        final JpegDirectory directory = required(metadata, JpegDirectory.class);
        return new ImageHeader(ImageType.JPEG, directory.getImageWidth(), directory.getImageHeight());
    }

    /** Walks all chunks to the last, so a truncated file is an error here already. */
    private static ImageHeader png(final byte[] encoded) throws ImageProcessingException, IOException {
        final Iterable<PngChunk> chunks = new PngChunkReader().extract(new SequentialByteArrayReader(encoded), Set.of(PngChunkType.IHDR));
        final PngHeader header = new PngHeader(chunks.iterator().next().getBytes());
        return new ImageHeader(ImageType.PNG, header.getImageWidth(), header.getImageHeight());
    }

    private static ImageHeader bmp(final byte[] encoded) throws ImageProcessingException, MetadataException {
        final Directory directory = required(BmpMetadataReader.readMetadata(new ByteArrayInputStream(encoded)), BmpHeaderDirectory.class);
        // A negative height says that the rows are stored from top to bottom.
        final int height = Math.abs(directory.getInt(BmpHeaderDirectory.TAG_IMAGE_HEIGHT));
        return new ImageHeader(ImageType.BMP, directory.getInt(BmpHeaderDirectory.TAG_IMAGE_WIDTH), height);
    }

    private static ImageHeader tiff(final byte[] encoded) throws ImageProcessingException, MetadataException, IOException {
        final Directory directory = required(TiffMetadataReader.readMetadata(new ByteArrayInputStream(encoded)), ExifIFD0Directory.class);
        final int width = directory.getInt(ExifIFD0Directory.TAG_IMAGE_WIDTH);
        final int height = directory.getInt(ExifIFD0Directory.TAG_IMAGE_HEIGHT);
        if (directory.containsTag(ExifIFD0Directory.TAG_TILE_WIDTH) && directory.containsTag(ExifIFD0Directory.TAG_TILE_LENGTH)) {
            final long tileWidth = directory.getLong(ExifIFD0Directory.TAG_TILE_WIDTH);
            final long tileHeight = directory.getLong(ExifIFD0Directory.TAG_TILE_LENGTH);
            if (tileWidth < 1 || tileHeight < 1 || tileWidth > LARGEST_TILE / tileHeight) {
                throw new ImageProcessingException(String.format(Locale.ROOT, "its tiles announce %d x %d pixels", tileWidth, tileHeight));
            }
        }

        return new ImageHeader(ImageType.TIFF, width, height);
    }

    private static ImageHeader webp(final byte[] encoded) throws ImageProcessingException, MetadataException, IOException {
        final Metadata metadata = new Metadata();
        new RiffReader().processRiff(new SequentialByteArrayReader(encoded), new SizeHandler(metadata));
        final Directory directory = required(metadata, WebpDirectory.class);
        return new ImageHeader(ImageType.WEBP, directory.getInt(WebpDirectory.TAG_IMAGE_WIDTH), directory.getInt(WebpDirectory.TAG_IMAGE_HEIGHT));
    }

    private static <T extends Directory> T required(final Metadata metadata, final Class<T> type) throws ImageProcessingException {
        final T directory = metadata.getFirstDirectoryOfType(type);
        if (directory == null) {
            throw new ImageProcessingException("it has no header with a size");
        }

        return directory;
    }

    private static InvalidInputException invalid(final String message, final Exception cause) {
        return new InvalidInputException(Code.INVALID_IMAGE, message, cause);
    }

    /** Looks at the chunks that hold the size and at no other. */
    private static final class SizeHandler extends WebpRiffHandler {

        private static final Set<String> CHUNKS = Set.of("VP8X", "VP8L", "VP8 ");

        private SizeHandler(final Metadata metadata) {
            super(metadata);
        }

        @Override
        public boolean shouldAcceptChunk(final String name) {
            return CHUNKS.contains(name);
        }
    }
}
