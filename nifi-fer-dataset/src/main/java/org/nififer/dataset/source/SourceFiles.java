package org.nififer.dataset.source;

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

    /** Goes through the files. */
    SourceEntries open() {
        return new Walk(null);
    }

    /** A file is what the layout needs: labels, or a table. */
    void use(final SourceEntry entry) {
        annotationsUsed |= entry.isAnnotation();
    }

    /**
     * Goes through the files and tells a sink of those that are left out; once for each source, or they would be counted twice.
     *
     * @throws InvalidInputException where the operator named annotations and none of their files was {@linkplain #use used}
     */
    SourceEntries openLast(final SampleSink sink) throws IOException {
        requireUsedAnnotations();
        return new Walk(sink);
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
        try (SourceEntries entries = annotations.open(new UnpackBudget(limits))) {
            for (SourceEntry entry = entries.next(); entry != null; entry = entries.next()) {
                if (!entry.isRejected() && !FileNames.isHidden(entry.path())) {
                    found = FormatDetector.describe(entry.inInput(annotations.name(), true));
                    break;
                }
            }
        }

        return new InvalidInputException(Code.INVALID_DATASET, String.format(Locale.ROOT,
                "%s was named as annotations, but has no labels for this source (%s); expected fer2013new.csv "
                + "of FER+ with its header, CK+'s files ending in _emotion.txt, AffectNet's tables or _exp.npy files, or a table of image names and labels",
                        annotations.name(), found));
    }

    /** One way through all inputs. */
    private final class Walk implements SourceEntries {

        private final SampleSink sink;
        private final UnpackBudget budget = new UnpackBudget(limits);
        private int opened;
        private SourceEntries entries;

        private Walk(final SampleSink sink) {
            this.sink = sink;
        }

        @Override
        public SourceEntry next() throws IOException {
            while (entries != null || opened < inputs.size()) {
                if (entries == null) {
                    entries = inputs.get(opened).open(budget);
                    opened++;
                }

                progress.working();
                final SourceEntry entry = entries.next();
                if (entry == null) {
                    entries.close();
                    entries = null;
                    continue;
                }

                final SourceEntry named = entry.inInput(inputs.get(opened - 1).name(), opened < inputs.size());
                if (isWanted(named)) {
                    return named;
                }
            }

            return null;
        }

        private boolean isWanted(final SourceEntry entry) throws IOException {
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

        @Override
        public void close() throws IOException {
            if (entries != null) {
                entries.close();
            }
        }
    }
}
