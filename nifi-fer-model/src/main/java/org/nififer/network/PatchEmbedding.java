package org.nififer.network;

import org.nififer.common.Labelled;

/**
 * How a Swin Transformer makes tokens of an image.
 */
public enum PatchEmbedding implements Labelled {
    /** A linear projection of each patch by itself, as in Liu et al. (2021). */
    PATCH("Each patch by itself is projected, as in the Swin Transformer's paper"),
    /**
     * Overlapping 3 x 3 convolutions with GELU between them before the first stage: Xiao et al. (2021), "Early Convolutions Help Transformers See Better". The first
     * halves the image, the second keeps its size, each further one halves it, so that there are as many before the last one as halvings make a patch. Channels double
     * with each halving after the first, up to the embedding dimension.
     */
    CONVOLUTIONAL("Overlapping 3 x 3 convolutions before the first stage, with which small networks learn much faster");

    private final String description;

    PatchEmbedding(final String description) {
        this.description = description;
    }

    /** One sentence for people. */
    public String description() {
        return description;
    }

    /** Matches what a description of a network leaves out: there was only this before there was a choice, and run ids are hashes of the text. */
    static final class OmittedFromJson {

        @Override
        public boolean equals(final Object other) {
            return other == null || other == PATCH;
        }

        @Override
        public int hashCode() {
            return PATCH.hashCode();
        }
    }
}
