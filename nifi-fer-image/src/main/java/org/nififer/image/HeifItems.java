package org.nififer.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The items of a HEIF file (ISO/IEC 23008-12, in boxes of ISO/IEC 14496-12): their types, properties and places, and which are derived from which. What a damaged file
 * lets the reading run out of ends in an exception of {@link ByteBuffer}.
 */
final class HeifItems {

    private static final int BOX_BYTES = 8;

    private final ByteBuffer file;
    private final Map<Long, String> itemTypes = new HashMap<>();
    private final Map<Long, List<Integer>> itemProperties = new HashMap<>();
    private final Map<Long, long[]> itemPlaces = new HashMap<>();
    private final Map<Long, List<Long>> derivedFrom = new HashMap<>();
    private final List<Box> properties = new ArrayList<>();
    private long primary = -1;
    private int itemData = -1;

    private HeifItems(final byte[] encoded) {
        file = ByteBuffer.wrap(encoded);
    }

    /** A box of the file, from behind its size and type on. */
    record Box(String type, int start, int end) {
    }

    static HeifItems read(final byte[] encoded) throws ImageFaultException {
        final HeifItems items = new HeifItems(encoded);
        boolean hasItems = false;
        for (final Box box : items.boxes(0, encoded.length)) {
            if (box.type.equals("meta")) {
                items.readItems(box.start + Integer.BYTES, box.end);
                hasItems = true;
            }
        }

        if (!hasItems || items.primary < 0) {
            throw ImageFaultException.unsupported("a sequence without a still image");
        }

        return items;
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

    /** A number of 0, 1, 2, 4 or 8 bytes. */
    long unsigned(final int position, final int bytes) {
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

    /** The properties of an item, in their order. */
    List<Box> properties(final long item) throws ImageFaultException {
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

    /** The file, whose positions those of boxes and places are. */
    ByteBuffer file() {
        return file;
    }

    /** The item that is the image. */
    long primary() {
        return primary;
    }

    /** The type of an item, four letters; none where there is no such item. */
    String type(final long item) {
        return itemTypes.getOrDefault(item, "none");
    }

    /** The items that an item is derived from, in their order. */
    List<Long> parts(final long item) {
        return derivedFrom.getOrDefault(item, List.of());
    }

    /** Where the content of an item begins. */
    int place(final long item) throws ImageFaultException {
        final long[] place = itemPlaces.get(item);
        if (place == null || place[0] > 1 || place[0] == 1 && itemData < 0) {
            throw ImageFaultException.damaged("it does not say how its tiles lie");
        }

        return Math.toIntExact(place[1] + (place[0] == 1 ? itemData : 0));
    }
}
