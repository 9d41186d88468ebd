package org.nififer.dataset.source;

import org.nififer.archive.ArchiveEntries;
import org.nififer.archive.ArchiveEntry;
import org.nififer.archive.ArchiveLimits;
import org.nififer.archive.Archives;
import org.nififer.common.InvalidInputException;
import org.nififer.common.InvalidInputException.Code;
import org.nififer.dataset.ProgressListener;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The files of a source and of its annotations, to be gone through as often as a layout needs. Files that only an operating system put
 * there and those with names that lead elsewhere are left out.
 */
final class SourceFiles {

    private final List<SourceInput> inputs;
    private final ArchiveLimits limits;
    private final ProgressListener progress;
    private SourceEntry firstRejected;
    private boolean annotationsUsed;

    /**
     * Files of a source.
     *
     * @param inputs in the order in which they are gone through: the annotations, where there are any, and the source
     */
    SourceFiles(final List<SourceInput> inputs, final ArchiveLimits limits, final ProgressListener progress) {
        this.inputs = inputs;
        this.limits = limits;
        this.progress = progress;
    }

    /** Does something with each file. */
    void forEach(final Action action) throws IOException {
        walk(null, action);
    }

    /** A file is what the layout needs: labels, or a table. */
    void use(final SourceEntry entry) {
        annotationsUsed |= entry.isAnnotation();
    }

    /**
     * Does something with each file and tells a sink of those that are left out; once for each source, or they would be counted twice.
     *
     * @throws InvalidInputException where the operator named annotations and none of their files was {@linkplain #use used}
     */
    void forEachLast(final SampleSink sink, final Action action) throws IOException {
        requireUsedAnnotations();
        walk(sink, action);
    }

    private void walk(final SampleSink sink, final Action action) throws IOException {
        final Archives archives = archives();
        for (final SourceInput input : inputs) {
            try (ArchiveEntries entries = input.open(archives)) {
                for (ArchiveEntry entry = entries.next(); entry != null; entry = entries.next()) {
                    progress.working();
                    final SourceEntry file = new SourceEntry(entry, input.name(), input != inputs.getLast());
                    if (isWanted(file, sink)) {
                        action.accept(file);
                    }
                }
            }
        }
    }

    private Archives archives() {
        return new Archives(limits, path -> FileNames.isImage(path) || FileNames.isHidden(path) || FileNames.isText(path));
    }

    private boolean isWanted(final SourceEntry entry, final SampleSink sink) throws IOException {
        if (entry.isRejected()) {
            firstRejected = firstRejected == null ? entry : firstRejected;
            if (sink != null) {
                sink.invalid(entry.where(), "entry", entry.problem().orElseThrow());
            }

            return false;
        }

        if (FileNames.isHidden(entry.path())) {
            if (sink != null) {
                sink.ignored("files of the operating system");
            }

            return false;
        }

        return true;
    }

    /** The first file that was left out because of what it is, and why; empty where none was so far. */
    Optional<String> firstRejected() {
        return Optional.ofNullable(firstRejected).map(entry -> String.format(Locale.ROOT, "%s: %s", entry.where(), entry.problem().orElseThrow()));
    }

    /**
     * Refuses annotations that have nothing for the source.
     *
     * @throws InvalidInputException that says what they are
     */
    void requireUsedAnnotations() throws IOException {
        if (inputs.size() > 1 && !annotationsUsed) {
            throw unusedAnnotations();
        }

        // Who looks next has to use them as well.
        annotationsUsed = false;
    }

    private InvalidInputException unusedAnnotations() throws IOException {
        final SourceInput annotations = inputs.getFirst();
        String found = "it has no files";
        try (ArchiveEntries entries = annotations.open(archives())) {
            for (ArchiveEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (!entry.isRejected() && !FileNames.isHidden(entry.path())) {
                    found = FormatDetector.describe(new SourceEntry(entry, annotations.name(), true));
                    break;
                }
            }
        }

        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT,
                "%s was named as annotations, but has no labels for this source (%s); expected fer2013new.csv "
                + "of FER+ with its header, CK+'s files ending in _emotion.txt, AffectNet's tables or _exp.npy files, or a table of image names and labels",
                        annotations.name(), found));
    }

    /** What is done with each file. */
    @FunctionalInterface
    interface Action {

        void accept(SourceEntry entry) throws IOException;
    }
}
