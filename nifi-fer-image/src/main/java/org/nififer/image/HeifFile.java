package org.nififer.image;

import org.nififer.common.RgbImage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a HEIF file (ISO/IEC 23008-12), which HEIC and AVIF are, says of its primary item: the size, the tiles it consists of, and how it is cropped, turned and
 * mirrored. The pixels are FFmpeg's; it names its streams by the numbers of the items.
 */
final class HeifFile {

    private static final int BOX_BYTES = 8;
    private static final int MOST_TILES = 1024;
    private static final String GRID = "grid";
    /** The picture as FFmpeg gives it, and as it is to be seen. */
    private static final int BYTES_PER_PIXEL = 2 * RgbImage.CHANNELS;

    private final ByteBuffer file;
    private final Map<Long, String> itemTypes = new HashMap<>();
    private final Map<Long, List<Integer>> itemProperties = new HashMap<>();
    private final Map<Long, long[]> itemPlaces = new HashMap<>();
    private final Map<Long, List<Long>> derivedFrom = new HashMap<>();
    private final List<Box> properties = new ArrayList<>();
    private long primary = -1;
    private int itemData = -1;

    private int width;
    private int height;
    private List<Long> tiles;
    private int tileColumns = 1;
    private int tileRows = 1;

    private HeifFile(final byte[] encoded) {
        file = ByteBuffer.wrap(encoded);
    }

    static HeifFile read(final byte[] encoded) throws ImageFaultException {
        final HeifFile heif = new HeifFile(encoded);
        boolean hasItems = false;
        for (final Box box : heif.boxes(0, encoded.length)) {
            if (box.type.equals("meta")) {
                heif.readItems(box.start + Integer.BYTES, box.end);
                hasItems = true;
            }
        }

        if (!hasItems || heif.primary < 0) {
            throw ImageFaultException.unsupported("a sequence without a still image");
        }

        heif.readPrimary();
        return heif;
    }

    /** The boxes one after another; a box that ends beyond its surroundings is an error. */
    private List<Box> boxes(final int from, final int to) throws ImageFaultException {
        final List<Box> boxes = new ArrayList<>();
        int position = from;
        while (position + BOX_BYTES <= to) {
            long size = Integer.toUnsignedLong(file.getInt(position));
            int header = BOX_BYTES;
            if (size == 1) {
                size = file.getLong(position + BOX_BYTES);
                header += Long.BYTES;
            } else if (size == 0) {
                size = to - position;
            }

            final String type = text(position + 4);
            if (size < header || size > to - position) {
                throw ImageFaultException.damaged("its part '%s' at byte %d has %d bytes, of which %d are there", type, position, size, to - position);
            }

            boxes.add(new Box(type, position + header, (int) (position + size)));
            position += (int) size;
        }

        return boxes;
    }

    /** Four letters, without anything that a message must not have. */
    private String text(final int position) {
        return new String(file.array(), position, 4, StandardCharsets.US_ASCII).replaceAll("[^ -~]", "?");
    }

    private void readItems(final int from, final int to) throws ImageFaultException {
        for (final Box box : boxes(from, to)) {
            final int version = file.get(box.start);
            final int content = box.start + Integer.BYTES;
            switch (box.type) {
                case "pitm" -> primary = version == 0 ? unsigned(content, 2) : unsigned(content, 4);
                case "idat" -> itemData = box.start;
                case "iinf" -> {
                    for (final Box entry : boxes(content + (version == 0 ? 2 : 4), box.end)) {
                        final int wide = file.get(entry.start) == 3 ? 4 : 2;
                        itemTypes.put(unsigned(entry.start + 4, wide), text(entry.start + 4 + wide + 2));
                    }
                }
                case "iloc" -> readPlaces(box.start, version);
                case "iref" -> {
                    for (final Box entry : boxes(content, box.end)) {
                        if (entry.type.equals("dimg")) {
                            readTiles(entry.start, version == 0 ? 2 : 4);
                        }
                    }
                }
                case "iprp" -> readProperties(box);
                default -> {
                    continue;
                }
            }
        }
    }

    private long unsigned(final int position, final int bytes) {
        return switch (bytes) {
            case 0 -> 0;
            case 1 -> Byte.toUnsignedLong(file.get(position));
            case 2 -> Short.toUnsignedLong(file.getShort(position));
            case 4 -> Integer.toUnsignedLong(file.getInt(position));
            default -> file.getLong(position);
        };
    }

    /** The first extent of each item: where a grid is described. */
    private void readPlaces(final int start, final int version) {
        final int sizes = file.getShort(start + 4);
        final int offsetBytes = sizes >> 12 & 0xF;
        final int lengthBytes = sizes >> 8 & 0xF;
        final int baseBytes = sizes >> 4 & 0xF;
        final int indexBytes = version > 0 ? sizes & 0xF : 0;
        final int idBytes = version < 2 ? 2 : 4;
        int position = start + 6;
        final long count = unsigned(position, idBytes);
        position += idBytes;
        for (long item = 0; item < count; item++) {
            final long id = unsigned(position, idBytes);
            position += idBytes;
            final int method = version > 0 ? file.getShort(position) & 0xF : 0;
            position += version > 0 ? 4 : 2;
            final long base = unsigned(position, baseBytes);
            position += baseBytes;
            final int extents = (int) unsigned(position, 2);
            position += 2;
            if (extents > 0) {
                itemPlaces.put(id, new long[] {method, base + unsigned(position + indexBytes, offsetBytes)});
            }

            position += extents * (indexBytes + offsetBytes + lengthBytes);
        }
    }

    private void readTiles(final int start, final int idBytes) {
        final List<Long> parts = new ArrayList<>();
        final int count = (int) unsigned(start + idBytes, 2);
        for (int index = 0; index < count; index++) {
            parts.add(unsigned(start + idBytes + 2 + index * idBytes, idBytes));
        }

        derivedFrom.put(unsigned(start, idBytes), parts);
    }

    private void readProperties(final Box iprp) throws ImageFaultException {
        for (final Box box : boxes(iprp.start, iprp.end)) {
            if (box.type.equals("ipco")) {
                properties.addAll(boxes(box.start, box.end));
            } else if (box.type.equals("ipma")) {
                readAssociations(box.start);
            }
        }
    }

    private void readAssociations(final int start) {
        final int idBytes = file.get(start) == 0 ? 2 : 4;
        final int indexBytes = (file.get(start + 3) & 1) == 0 ? 1 : 2;
        final long count = unsigned(start + 4, 4);
        int position = start + 8;
        for (long item = 0; item < count; item++) {
            final List<Integer> indices = itemProperties.computeIfAbsent(unsigned(position, idBytes), id -> new ArrayList<>());
            final int associations = Byte.toUnsignedInt(file.get(position + idBytes));
            position += idBytes + 1;
            for (int index = 0; index < associations; index++, position += indexBytes) {
                // The highest bit says that the property must not be passed over.
                indices.add((int) unsigned(position, indexBytes) & (indexBytes == 1 ? 0x7F : 0x7FFF));
            }
        }
    }

    private List<Box> propertiesOf(final long item) throws ImageFaultException {
        final List<Box> boxes = new ArrayList<>();
        for (final int index : itemProperties.getOrDefault(item, List.of())) {
            if (index > properties.size()) {
                throw ImageFaultException.damaged("item %d has the property %d of %d", item, index, properties.size());
            }

            if (index > 0) {
                boxes.add(properties.get(index - 1));
            }
        }

        return boxes;
    }

    private void readPrimary() throws ImageFaultException {
        for (final Box property : propertiesOf(primary)) {
            if (property.type.equals("ispe")) {
                width = side(property.start + 4);
                height = side(property.start + 8);
            }
        }

        final String type = itemTypes.getOrDefault(primary, "none");
        if (type.equals(GRID)) {
            readGrid();
        } else if (type.equals("hvc1") || type.equals("av01")) {
            tiles = List.of(primary);
        } else {
            throw ImageFaultException.unsupported("a primary image of the type '%s'", type);
        }
    }

    private int side(final int position) throws ImageFaultException {
        final long side = unsigned(position, 4);
        if (side < 1 || side > Integer.MAX_VALUE) {
            throw ImageFaultException.damaged("it announces a side of %d pixels", side);
        }

        return (int) side;
    }

    private void readGrid() throws ImageFaultException {
        final long[] place = itemPlaces.get(primary);
        if (place == null || place[0] > 1 || place[0] == 1 && itemData < 0) {
            throw ImageFaultException.damaged("it does not say how its tiles lie");
        }

        final int start = Math.toIntExact(place[1] + (place[0] == 1 ? itemData : 0));
        final int sideBytes = (file.get(start + 1) & 1) == 0 ? 2 : 4;
        tileRows = Byte.toUnsignedInt(file.get(start + 2)) + 1;
        tileColumns = Byte.toUnsignedInt(file.get(start + 3)) + 1;
        width = Math.toIntExact(unsigned(start + 4, sideBytes));
        height = Math.toIntExact(unsigned(start + 4 + sideBytes, sideBytes));
        tiles = derivedFrom.getOrDefault(primary, List.of());
        if (tiles.size() != tileRows * tileColumns) {
            throw ImageFaultException.damaged("it has %d tiles for %d rows of %d", tiles.size(), tileRows, tileColumns);
        }

        if (tiles.size() > MOST_TILES) {
            throw ImageFaultException.unsupported("%d tiles", tiles.size());
        }

        for (final long tile : tiles) {
            final String type = itemTypes.getOrDefault(tile, "none");
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
        for (final Box property : propertiesOf(primary)) {
            switch (property.type) {
                case "clap" -> image = cleanAperture(image, property.start);
                // Anticlockwise, by so many right angles.
                case "irot" -> image = turned(image, turning, switch (file.get(property.start) & 3) {
                    case 1 -> 8;
                    case 2 -> 3;
                    case 3 -> 6;
                    default -> Orientation.UPRIGHT;
                });
                // 0 exchanges top and bottom, 1 left and right.
                case "imir" -> image = turned(image, turning, (file.get(property.start) & 1) == 0 ? 4 : 2);
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
        return file.getInt(position) / (double) unsigned(position + 4, 4);
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

    /** A box of the file, from behind its size and type on. */
    private record Box(String type, int start, int end) {
    }
}
