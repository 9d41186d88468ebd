package org.nififer.dataset.source;

import org.nififer.dataset.SampleMetadata;
import org.nififer.dataset.Split;

import java.io.IOException;
import java.util.Optional;

/**
 * Images that nobody has labelled, in any folders. Whatever these are called, they are no labels, and all images are to be learned from: train is the only split that has a
 * use for them.
 */
final class UnlabelledImagesReader implements SourceReader {

    @Override
    public void read(final SourceFiles files, final SampleSink sink) throws IOException {
        files.forEachLast(sink, entry -> {
            if (!FileNames.isImage(entry.path())) {
                sink.ignored(entry);
                return;
            }

            try {
                sink.sample(Candidate.ofImage(entry, Optional.of(Split.TRAIN), SampleMetadata.unlabelled()));
            } catch (final InvalidSampleException e) {
                sink.invalid(entry.where(), e.what(), e.getMessage());
            }
        });
    }
}
