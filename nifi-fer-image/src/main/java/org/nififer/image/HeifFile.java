package org.nififer.image;

import org.nififer.common.RgbImage;

import java.util.List;

/**
 * What a HEIF file (ISO/IEC 23008-12), which HEIC and AVIF are, says of its primary item: the size, the tiles it consists of, and how it is cropped, turned and
 * mirrored. The pixels are FFmpeg's; it names its streams by the numbers of the items.
 */
final class HeifFile {

    private static final int MOST_TILES = 1024;
    private static final String GRID = "grid";
    /** The picture as FFmpeg gives it, and as it is to be seen. */
    private static final int BYTES_PER_PIXEL = 2 * RgbImage.CHANNELS;

    private final HeifItems items;
    private int width;
    private int height;
    private List<Long> tiles;
    private int tileColumns = 1;
    private int tileRows = 1;

    private HeifFile(final HeifItems items) throws ImageFaultException {
        this.items = items;
        readPrimary();
    }

    static HeifFile read(final byte[] encoded) throws ImageFaultException {
        return new HeifFile(HeifItems.read(encoded));
    }

    private void readPrimary() throws ImageFaultException {
        for (final HeifItems.Box property : items.properties(items.primary())) {
            if (property.type().equals("ispe")) {
                width = side(property.start() + 4);
                height = side(property.start() + 8);
            }
        }

        final String type = items.type(items.primary());
        if (type.equals(GRID)) {
            readGrid();
        } else if (type.equals("hvc1") || type.equals("av01")) {
            tiles = List.of(items.primary());
        } else {
            throw ImageFaultException.unsupported("a primary image of the type '%s'", type);
        }
    }

    private int side(final int position) throws ImageFaultException {
        final long side = items.unsigned(position, 4);
        if (side < 1 || side > Integer.MAX_VALUE) {
            throw ImageFaultException.damaged("it announces a side of %d pixels", side);
        }

        return (int) side;
    }

    private void readGrid() throws ImageFaultException {
        final int start = items.place(items.primary());
        final int sideBytes = (items.file().get(start + 1) & 1) == 0 ? 2 : 4;
        tileRows = Byte.toUnsignedInt(items.file().get(start + 2)) + 1;
        tileColumns = Byte.toUnsignedInt(items.file().get(start + 3)) + 1;
        width = Math.toIntExact(items.unsigned(start + 4, sideBytes));
        height = Math.toIntExact(items.unsigned(start + 4 + sideBytes, sideBytes));
        tiles = items.parts(items.primary());
        if (tiles.size() != tileRows * tileColumns) {
            throw ImageFaultException.damaged("it has %d tiles for %d rows of %d", tiles.size(), tileRows, tileColumns);
        }

        if (tiles.size() > MOST_TILES) {
            throw ImageFaultException.unsupported("%d tiles", tiles.size());
        }

        for (final long tile : tiles) {
            final String type = items.type(tile);
            if (!type.equals("hvc1") && !type.equals("av01")) {
                throw ImageFaultException.unsupported("tiles of the type '%s'", type);
            }
        }
    }

    ImageHeader header(final ImageType type) {
        return new ImageHeader(type, width, height, BYTES_PER_PIXEL);
    }

    /** The items that are the tiles, row by row; one where there are none. */
    List<Long> tiles() {
        return tiles;
    }

    int tileColumns() {
        return tileColumns;
    }

    int tileRows() {
        return tileRows;
    }

    /** The image cropped as the file says, and turned and mirrored where this is asked for. */
    RgbImage shown(final RgbImage decoded, final ExifOrientation turning) throws ImageFaultException {
        RgbImage image = crop(decoded, 0, 0, width, height);
        for (final HeifItems.Box property : items.properties(items.primary())) {
            switch (property.type()) {
                case "clap" -> image = cleanAperture(image, property.start());
                // Anticlockwise, by so many right angles.
                case "irot" -> image = turned(image, turning, switch (items.file().get(property.start()) & 3) {
                    case 1 -> 8;
                    case 2 -> 3;
                    case 3 -> 6;
                    default -> Orientation.UPRIGHT;
                });
                // 0 exchanges top and bottom, 1 left and right.
                case "imir" -> image = turned(image, turning, (items.file().get(property.start()) & 1) == 0 ? 4 : 2);
                default -> {
                    continue;
                }
            }
        }

        return image;
    }

    private static RgbImage turned(final RgbImage image, final ExifOrientation turning, final int orientation) {
        return turning == ExifOrientation.APPLY ? Orientation.apply(image, orientation) : image;
    }

    /** Width, height and the place of the middle, from the middle, as fractions. */
    private RgbImage cleanAperture(final RgbImage image, final int start) throws ImageFaultException {
        final double cleanWidth = fraction(start);
        final double cleanHeight = fraction(start + 8);
        final double left = (image.width() - cleanWidth) / 2 + fraction(start + 16);
        final double top = (image.height() - cleanHeight) / 2 + fraction(start + 24);
        return crop(image, (int) Math.round(left), (int) Math.round(top), (int) Math.round(cleanWidth), (int) Math.round(cleanHeight));
    }

    private double fraction(final int position) {
        return items.file().getInt(position) / (double) items.unsigned(position + 4, 4);
    }

    private static RgbImage crop(final RgbImage image, final int left, final int top, final int width, final int height) throws ImageFaultException {
        if (left == 0 && top == 0 && width == image.width() && height == image.height()) {
            return image;
        }

        if (left < 0 || top < 0 || width < 1 || height < 1 || left + width > image.width() || top + height > image.height()) {
            throw ImageFaultException.damaged("it announces %d x %d pixels at %d, %d but holds %d x %d", width, height, left, top, image.width(), image.height());
        }

        final byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        for (int y = 0; y < height; y++) {
            System.arraycopy(image.pixels(), ((top + y) * image.width() + left) * RgbImage.CHANNELS, pixels, y * width * RgbImage.CHANNELS, width * RgbImage.CHANNELS);
        }

        return new RgbImage(width, height, pixels);
    }
}
