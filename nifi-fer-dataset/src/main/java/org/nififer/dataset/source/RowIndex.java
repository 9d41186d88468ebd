package org.nififer.dataset.source;

import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.common.Sha256;
import org.nififer.dataset.HashNumbers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which row of which table is for an image, found by the end of the image's path: about 30 bytes a row. A table speaks of the images in its own folder and below it, or,
 * where it names none of these, of those in other folders. Not thread-safe.
 */
final class RowIndex {

    private static final int SEVERAL = -1;
    private static final int INITIAL_CAPACITY = 1024;
    private static final int MAXIMUM_TABLES = 100;
    private static final String ALIGNED = "_aligned";

    private final HashNumbers names = new HashNumbers();
    /** Names without extension, and for each the row or {@link #SEVERAL}. */
    private final HashNumbers bareNames = new HashNumbers();
    private int[] bareRows = new int[INITIAL_CAPACITY];

    private final List<String> tables = new ArrayList<>();
    private final List<LabelTable.Kind> kinds = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private final List<String> distinctFolders = new ArrayList<>();
    /** Those whose tables name an image in them. */
    private final Set<String> ownImages = new HashSet<>();
    private boolean ownImagesKnown;
    private byte[] tableNumbers = new byte[INITIAL_CAPACITY];
    private byte[] bestRanks = new byte[INITIAL_CAPACITY];
    private int[] imageCounts = new int[INITIAL_CAPACITY];
    private int[] lines = new int[INITIAL_CAPACITY];

    /**
     * An image's row.
     *
     * @param rank      how well the names agree: an image with a lower one is preferred
     * @param elsewhere whether the image is in none of the folders that the table's folder has
     */
    record Match(int row, byte rank, boolean elsewhere) {
    }

    /**
     * The rows that are added from here on belong to another table.
     *
     * @throws InvalidInputException for more tables than anybody has
     */
    void beginTable(final SourceEntry entry, final LabelTable.Kind kind) throws InvalidInputException {
        if (tables.size() == MAXIMUM_TABLES) {
            throw new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT, "%s is one table too many; expected at most %d", entry.where(), MAXIMUM_TABLES));
        }

        tables.add(entry.where());
        kinds.add(kind);
        folders.add(entry.path().substring(0, entry.path().lastIndexOf('/') + 1));
        if (!distinctFolders.contains(folders.getLast())) {
            distinctFolders.add(folders.getLast());
            // The nearest folder above an image comes first.
            distinctFolders.sort((first, second) -> Integer.compare(second.length(), first.length()));
        }
    }

    boolean hasTables() {
        return !tables.isEmpty();
    }

    /**
     * The number of the row for an image; a new one where there was none.
     *
     * @param image as the table names it
     * @param line  of the table
     */
    int number(final String image, final long line) {
        final String name = image.replace('\\', '/').replaceAll("^(\\.{0,2}/)+", "");
        final int size = names.size();
        final int row = names.number(hash(folders.getLast(), name));
        if (row < size) {
            return row;
        }

        if (row == lines.length) {
            final int capacity = Math.multiplyExact(2, row);
            tableNumbers = Arrays.copyOf(tableNumbers, capacity);
            bestRanks = Arrays.copyOf(bestRanks, capacity);
            imageCounts = Arrays.copyOf(imageCounts, capacity);
            lines = Arrays.copyOf(lines, capacity);
        }

        tableNumbers[row] = (byte) (tables.size() - 1);
        bestRanks[row] = Byte.MAX_VALUE;
        lines[row] = Math.toIntExact(line);
        addBareName(row, FileNames.isImage(name) ? FileNames.withoutExtension(name) : name);
        return row;
    }

    private void addBareName(final int row, final String name) {
        final int size = bareNames.size();
        final int bare = bareNames.number(hash(folders.getLast(), name));
        if (bare == bareRows.length) {
            bareRows = Arrays.copyOf(bareRows, Math.multiplyExact(2, bare));
        }

        bareRows[bare] = bare < size ? SEVERAL : row;
    }

    /** Whether the last number asked for is of an image that had no row before. */
    boolean isNew(final int row, final long line) {
        return row == names.size() - 1 && lines[row] == line && tableNumbers[row] == tables.size() - 1;
    }

    /** The row for an image, empty where there is none, or where two tables elsewhere have one. */
    Optional<Match> find(final String imagePath) {
        for (final String folder : distinctFolders) {
            final Optional<Match> match = imagePath.startsWith(folder) ? find(folder, imagePath.substring(folder.length()), false) : Optional.empty();
            if (match.isPresent()) {
                return match;
            }
        }

        Optional<Match> only = Optional.empty();
        for (final String folder : distinctFolders) {
            final boolean looksElsewhere = ownImagesKnown && !ownImages.contains(folder) && !imagePath.startsWith(folder);
            final Optional<Match> match = looksElsewhere ? find(folder, imagePath, true) : Optional.empty();
            if (match.isPresent() && only.isPresent()) {
                return Optional.empty();
            }

            only = only.or(() -> match);
        }

        return only;
    }

    /**
     * All images were counted that are in the folders of their tables.
     *
     * @return whether there are tables left that name none of these, so that they speak of images elsewhere
     */
    boolean knowOwnImages() {
        ownImagesKnown = true;
        return ownImages.size() < distinctFolders.size();
    }

    /** The row of a table in a folder whose name for its image is the longest end of a path. */
    private Optional<Match> find(final String folder, final String path, final boolean elsewhere) {
        final String bare = FileNames.withoutExtension(path);
        for (int start = 0; start >= 0; start = next(path, start)) {
            final OptionalInt exact = names.find(hash(folder, path.substring(start)));
            if (exact.isPresent()) {
                return Optional.of(new Match(exact.getAsInt(), (byte) 1, elsewhere));
            }

            final Optional<Match> inexact = findBare(folder, bare.substring(start), (byte) 2, elsewhere);
            if (inexact.isPresent()) {
                return inexact;
            }

            if (bare.endsWith(ALIGNED)) {
                // The face that RAF-DB cut out of the photo in its list: it is what is learned from.
                final Optional<Match> aligned = findBare(folder, bare.substring(start, bare.length() - ALIGNED.length()), (byte) 0, elsewhere)
                        .filter(match -> kind(match.row()) == LabelTable.Kind.RAF_DB);
                if (aligned.isPresent()) {
                    return aligned;
                }
            }
        }

        return Optional.empty();
    }

    private static int next(final String path, final int start) {
        final int slash = path.indexOf('/', start);
        return slash < 0 ? -1 : slash + 1;
    }

    private Optional<Match> findBare(final String folder, final String name, final byte rank, final boolean elsewhere) {
        final OptionalInt bare = bareNames.find(hash(folder, name));
        return bare.isPresent() && bareRows[bare.getAsInt()] != SEVERAL ? Optional.of(new Match(bareRows[bare.getAsInt()], rank, elsewhere)) : Optional.empty();
    }

    private static long hash(final String folder, final String name) {
        return Sha256.prefix(folder + "\n" + name);
    }

    /** An image of a row was seen. */
    void count(final Match match) {
        final int row = match.row();
        if (!match.elsewhere()) {
            ownImages.add(folders.get(tableNumbers[row]));
        }

        imageCounts[row] = match.rank() < bestRanks[row] ? 1 : imageCounts[row] + (match.rank() == bestRanks[row] ? 1 : 0);
        bestRanks[row] = (byte) Math.min(bestRanks[row], match.rank());
    }

    /** Whether there is another image whose name agrees better. */
    boolean isOutranked(final Match match) {
        return match.rank() > bestRanks[match.row()];
    }

    /** The images whose names agree best with the row's. */
    int images(final int row) {
        return imageCounts[row];
    }

    int size() {
        return names.size();
    }

    LabelTable.Kind kind(final int row) {
        return kinds.get(tableNumbers[row]);
    }

    /** The table and line. */
    String where(final int row) {
        return String.format(Locale.ROOT, "%s, line %d", tables.get(tableNumbers[row]), lines[row]);
    }
}
