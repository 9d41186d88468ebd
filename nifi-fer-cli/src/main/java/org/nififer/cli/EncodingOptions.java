package org.nififer.cli;

import org.nififer.dataset.ImageFormat;
import org.nififer.dataset.SampleEncoding;
import picocli.CommandLine.Option;

import java.util.OptionalInt;

/**
 * How the images of a new dataset are stored.
 */
final class EncodingOptions {

    @Option(names = "--image-format", defaultValue = "png", converter = Converters.Format.class, completionCandidates = Converters.Format.class,
            paramLabel = "FORMAT", description = "One of ${COMPLETION-CANDIDATES}: png keeps every pixel (default), jpeg is smaller.")
    private ImageFormat format;

    @Option(names = "--jpeg-quality", defaultValue = "95", paramLabel = "Q", description = "1 (small) to 100 (good), default ${DEFAULT-VALUE}.")
    private int quality;

    /**
     * The encoding that was asked for.
     *
     * @param size the side of the images in pixels, empty to keep each image's own
     * @throws IllegalArgumentException for a quality or size out of range
     */
    SampleEncoding encoding(final OptionalInt size) {
        return new SampleEncoding(format, quality, size);
    }
}
