package org.nififer.dataset.source;

import org.nififer.archive.ArchiveLimits;
import org.nififer.dataset.SampleEncoding;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How sources are read and samples written.
 *
 * @param format          of the sources
 * @param numbering       of labels that are numbers, where the source itself does not say whose they are; empty to refuse such labels
 * @param withoutMajority what becomes of rows of FER+ without a majority
 * @param labelledFrames  how many frames at the end of a sequence of CK+ get its label, 1 or more
 * @param keepSplits      whether samples keep the split that their source puts them in
 * @param encoding        of the images
 * @param threads         how many decode and encode images, 1 or more
 * @param limits          of archives
 */
public record NormalizeSettings(SourceFormat format, Optional<Numbering> numbering, RowsWithoutMajority withoutMajority, int labelledFrames, boolean keepSplits,
                                SampleEncoding encoding, int threads, ArchiveLimits limits) {

    /** The last frames of CK+ that most publications take. */
    public static final int DEFAULT_LABELLED_FRAMES = 3;

    /** Everything as the sources have it, in PNG, on as many threads as there are processors. */
    public static final NormalizeSettings DEFAULT = new NormalizeSettings(SourceFormat.AUTO, Optional.empty(), RowsWithoutMajority.DROP, DEFAULT_LABELLED_FRAMES, true,
            SampleEncoding.PNG, Runtime.getRuntime().availableProcessors(), ArchiveLimits.DEFAULT);

    public NormalizeSettings {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(numbering, "numbering");
        Objects.requireNonNull(withoutMajority, "withoutMajority");
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(limits, "limits");
        if (labelledFrames < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d labelled frames; expected 1 or more", labelledFrames));
        }

        if (threads < 1) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%d threads; expected 1 or more", threads));
        }
    }
}
